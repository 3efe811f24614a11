import type { CredentialShape } from '@counterfoil/shared/oid4vci/credential-configuration'

/** What one sort of wallet demands. Each profile of an authority is a Credential Issuer of its own; what stands behind them is the same. */
export const profileIds = ['open', 'haip', 'swiyu', 'govuk'] as const
export type ProfileId = (typeof profileIds)[number]

/** A profile is data: it chooses, and no code is written for one. */
export interface Profile {
  readonly id: ProfileId
  /** Which faces of the authority's key stand in headers. */
  readonly face: { readonly kid: boolean; readonly x5c: boolean }
  /** Whether a credential names its issuer by the DID. Trust never rests on that, but on the key. */
  readonly namesIssuer: boolean
  readonly shapes: readonly CredentialShape[]
  readonly grants: { readonly preAuthorized: boolean; readonly authorizationCode: boolean }
  /** Whether every wallet has to be attested by its provider. */
  readonly onlyAttestedWallets: boolean
  /** Whose tokens are taken. */
  readonly authorizationServer: 'own' | 'outside'
  /** How long before its end a wallet is told to ask for a credential anew, where its format can tell. @see ISO/IEC 18013-5, section 9.1.2.4 */
  readonly expectedUpdate: { readonly daysBefore: number } | null
}

/** Ours: everything that the standards have. Its addresses lie at the authority itself. */
export const open: Profile = {
  id: 'open',
  face: { kid: true, x5c: true },
  namesIssuer: true,
  shapes: ['sd-jwt', 'jwt-vc', 'vc-jwt', 'mdoc'],
  grants: { preAuthorized: true, authorizationCode: true },
  onlyAttestedWallets: false,
  authorizationServer: 'own',
  expectedUpdate: null,
}

/** @see OpenID4VC High Assurance Interoperability Profile 1.0 */
const haip: Profile = {
  id: 'haip',
  face: { kid: false, x5c: true },
  namesIssuer: false,
  shapes: ['sd-jwt', 'mdoc'],
  grants: { preAuthorized: false, authorizationCode: true },
  onlyAttestedWallets: true,
  authorizationServer: 'own',
  expectedUpdate: null,
}

/** The GOV.UK Wallet, which speaks draft 14 of OpenID4VCI: its particulars are in `adapters/govuk`. @see https://docs.wallet.service.gov.uk */
export const govuk: Profile = {
  id: 'govuk',
  face: { kid: false, x5c: true },
  namesIssuer: false,
  shapes: ['mdoc'],
  grants: { preAuthorized: true, authorizationCode: false },
  onlyAttestedWallets: false,
  authorizationServer: 'outside',
  expectedUpdate: { daysBefore: 7 },
}

/** Those that an operator may serve beside `open`. */
export const otherProfiles = { haip, govuk } as const
export type OtherProfileId = keyof typeof otherProfiles

/** A key as this profile's headers show it. */
export const shownKey = ({ face }: Profile, { kid, x5c }: { readonly kid: string; readonly x5c: readonly string[] }): { readonly kid?: string; readonly x5c?: readonly string[] } => ({
  ...(face.kid ? { kid } : {}),
  ...(face.x5c ? { x5c } : {}),
})

/** Where the addresses of a profile begin, as a path of routes has it. */
export const routesOf = ({ id }: Profile): string => (id === open.id ? '/:authority' : `/:authority/${id}`)
