import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { CredentialShape } from '@counterfoil/shared/oid4vci/credential-configuration'

/** What one sort of wallet demands. Each profile of an authority is a Credential Issuer of its own; what stands behind them is the same. */
export const profileIds = ['open', 'haip', 'swiyu', 'govuk'] as const
export type ProfileId = (typeof profileIds)[number]

/** `*` in a path is every member there. */
export interface MetadataChanges {
  readonly adds: JsonObject
  readonly leavesOut: readonly string[]
  readonly sets: Readonly<Record<string, readonly string[]>>
}

/** A profile is data: it chooses, and no code is written for one. */
export interface Profile {
  readonly id: ProfileId
  /** Which faces of the authority's key stand in headers. */
  readonly face: { readonly kid: boolean; readonly x5c: boolean }
  /** How a credential names its issuer in `iss`. Trust never rests on that, but on the key. */
  readonly namesIssuer: 'no' | 'by DID' | 'as configured'
  readonly shapes: readonly CredentialShape[]
  readonly grants: { readonly preAuthorized: boolean; readonly authorizationCode: boolean }
  /** Whether every wallet has to be attested by its provider. */
  readonly onlyAttestedWallets: boolean
  /** Whether a token is good for the holder of one key alone, also when a pre-authorized code gave it. */
  readonly boundTokens: boolean
  readonly encryption: 'as configured' | 'required'
  readonly notifications: boolean
  /** How staff's offers reach a wallet: a link that carries the offer, or one that says where it lies. */
  readonly offers: 'by reference' | 'by value'
  /** Which claims the holder may withhold, and whether decoys may stand for absent ones. */
  readonly disclosure: 'as the type says' | 'every claim, no decoys'
  /** What the profile calls itself in headers. */
  readonly version: { readonly issuance: string; readonly credential: string } | null
  /** How its metadata differ from what the standard has. */
  readonly metadata: MetadataChanges
  /** Whose tokens are taken. */
  readonly authorizationServer: 'own' | 'outside'
  /** How long before its end a wallet is told to ask for a credential anew, where its format can tell. @see ISO/IEC 18013-5, section 9.1.2.4 */
  readonly expectedUpdate: { readonly daysBefore: number } | null
}

const standard = {
  boundTokens: false,
  encryption: 'as configured',
  notifications: true,
  offers: 'by reference',
  disclosure: 'as the type says',
  version: null,
  metadata: { adds: {}, leavesOut: [], sets: {} },
  authorizationServer: 'own',
  expectedUpdate: null,
} as const satisfies Partial<Profile>

/** Ours: everything that the standards have. Its addresses lie at the authority itself. */
export const open: Profile = {
  ...standard,
  id: 'open',
  face: { kid: true, x5c: true },
  namesIssuer: 'as configured',
  shapes: ['sd-jwt', 'jwt-vc', 'vc-jwt', 'mdoc'],
  grants: { preAuthorized: true, authorizationCode: true },
  onlyAttestedWallets: false,
}

/** @see OpenID4VC High Assurance Interoperability Profile 1.0 */
const haip: Profile = {
  ...standard,
  id: 'haip',
  face: { kid: false, x5c: true },
  namesIssuer: 'no',
  shapes: ['sd-jwt', 'mdoc'],
  grants: { preAuthorized: false, authorizationCode: true },
  onlyAttestedWallets: true,
  boundTokens: true,
}

/** The GOV.UK Wallet, which speaks draft 14 of OpenID4VCI: its particulars are in `adapters/govuk`. @see https://docs.wallet.service.gov.uk */
export const govuk: Profile = {
  ...standard,
  id: 'govuk',
  face: { kid: false, x5c: true },
  namesIssuer: 'no',
  shapes: ['mdoc'],
  grants: { preAuthorized: true, authorizationCode: false },
  onlyAttestedWallets: false,
  offers: 'by value',
  authorizationServer: 'outside',
  expectedUpdate: { daysBefore: 7 },
}

const anyConfiguration = 'credential_configurations_supported.*'

/** The wallet of the Swiss trust infrastructure. @see https://swiyu-admin-ch.github.io/specifications/swiss-profile-issuance */
export const swiyu: Profile = {
  ...standard,
  id: 'swiyu',
  face: { kid: true, x5c: false },
  namesIssuer: 'by DID',
  shapes: ['sd-jwt'],
  grants: { preAuthorized: true, authorizationCode: false },
  onlyAttestedWallets: false,
  boundTokens: true,
  encryption: 'required',
  notifications: false,
  offers: 'by value',
  disclosure: 'every claim, no decoys',
  version: { issuance: 'swiss-profile-issuance:1.0.0', credential: 'swiss-profile-vc:1.0.0' },
  metadata: {
    adds: { profile_version: 'swiss-profile-issuance:1.0.0' },
    leavesOut: ['notification_endpoint', `${anyConfiguration}.scope`, `${anyConfiguration}.proof_types_supported.attestation`, `${anyConfiguration}.credential_metadata.display.*.logo`, `${anyConfiguration}.credential_metadata.display.*.text_color`, `${anyConfiguration}.credential_metadata.claims.*.mandatory`],
    sets: { [`${anyConfiguration}.cryptographic_binding_methods_supported`]: ['jwk'] },
  },
}

/** Those that an operator may serve beside `open`. */
export const otherProfiles = { haip, govuk, swiyu } as const
export type OtherProfileId = keyof typeof otherProfiles

/** What headers say of the key that signs, and of the profile. */
export interface SignerHeader {
  readonly kid?: string
  readonly x5c?: readonly string[]
  readonly profile_version?: string
}

/** A key as this profile's headers show it. */
export const shownKey = ({ face, version }: Profile, { kid, x5c }: { readonly kid: string; readonly x5c: readonly string[] }, signs: 'issuance' | 'credential' = 'credential'): SignerHeader => ({
  ...(face.kid ? { kid } : {}),
  ...(face.x5c ? { x5c } : {}),
  ...(version === null ? {} : { profile_version: version[signs] }),
})

/** Where the addresses of a profile begin, as a path of routes has it. */
export const routesOf = ({ id }: Profile): string => (id === open.id ? '/:authority' : `/:authority/${id}`)
