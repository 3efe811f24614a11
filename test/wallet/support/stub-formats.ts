import { hash, randomBytes, type KeyObject } from 'node:crypto'
import { elementsFrom } from '@counterfoil/issuer/adapters/mdoc-credential'
import { signMsoMdoc, type MdocToSign } from '@counterfoil/issuer/adapters/mso-mdoc'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { certificate, namesOf, noAuthority, signsData } from '../../support/certificates.ts'
import { typeOf } from '../../support/catalogue.ts'
import { encode, signedJwt, signWith, type SigningKey, type StubCouncil } from './stub-council.ts'
import { sampleClaims, statusListUri } from './stub-issuer.ts'
import { root } from './stub-requesters.ts'
import { startOfWorld } from './stub-world.ts'

// A council's residency credential in the formats beside SD-JWT VC, any part of which can be made wrong.

const day = 86_400
const vct = 'https://issuer.example/types/residency/1'
const context = `${vct}/context.jsonld`
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
const didJwk = (jwk: P256PublicJwk): string => `did:jwk:${encode(jwk)}`

export type OtherShape = 'jwt-vc' | 'vc-jwt' | 'mdoc'

export interface FormatChanges {
  readonly key?: P256PublicJwk
  readonly signer?: SigningKey
  readonly header?: object
  /** Members of the JWT's payload. */
  readonly payload?: object
  /** Members of a W3C credential. */
  readonly credential?: object
  readonly mdoc?: Partial<MdocToSign>
  /** The key that the certificate of an mdoc holds, instead of the one that signs. */
  readonly certified?: KeyObject
  readonly altered?: (issued: string) => string
}

const entriesOf = (council: StubCouncil): JsonObject[] => ['revocation', 'suspension'].map((statusPurpose) => ({ type: 'BitstringStatusListEntry', statusPurpose, statusListIndex: '7', statusListCredential: `${statusListUri(council)}/${statusPurpose}` }))

const model1 = (council: StubCouncil, key: P256PublicJwk, { credential }: FormatChanges): JsonObject => ({
  vc: {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/ns/credentials/status/v1', context],
    type: ['VerifiableCredential', 'ResidencyCredential'],
    issuer: { id: council.listing.did },
    issuanceDate: iso(startOfWorld),
    expirationDate: iso(startOfWorld + day),
    credentialSubject: { id: didJwk(key), ...sampleClaims },
    credentialStatus: entriesOf(council),
    ...credential,
  },
  iss: council.listing.did,
  sub: didJwk(key),
  nbf: startOfWorld,
  exp: startOfWorld + day,
})

const model2 = (council: StubCouncil, key: P256PublicJwk, { credential }: FormatChanges): JsonObject => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', context],
  type: ['VerifiableCredential', 'ResidencyCredential'],
  issuer: council.listing.did,
  validFrom: iso(startOfWorld),
  validUntil: iso(startOfWorld + day),
  credentialSubject: { id: didJwk(key), ...sampleClaims },
  credentialStatus: entriesOf(council),
  ...credential,
})

async function mdocOf(council: StubCouncil, key: P256PublicJwk, { mdoc, signer = council.keys.credential, certified = signer.key }: FormatChanges): Promise<string> {
  const type = typeOf('residency')
  const { x5c } = certificate('Aldermoor', [noAuthority, signsData, namesOf({ uris: [council.listing.did] })], root, { now: startOfWorld, privateKey: certified })
  return signMsoMdoc(
    {
      docType: type.mdoc?.docType ?? '',
      elements: elementsFrom(type, sampleClaims),
      holder: key,
      validity: { from: new Date(startOfWorld * 1000), until: new Date((startOfWorld + day) * 1000), update: null },
      status: { idx: 7, uri: statusListUri(council) },
      ...mdoc,
    },
    {
      x5c: [x5c],
      sign: async (bytes) => signWith(signer, bytes),
      random: { bytes: (length) => randomBytes(length), secret: (length) => randomBytes(length).toString('base64url') },
    },
  )
}

/** What an issuer hands over for a key. */
export async function issueIn(shape: OtherShape, council: StubCouncil, holder: P256PublicJwk, changes: FormatChanges = {}): Promise<string> {
  const { key = holder, signer = council.keys.credential, header, payload, altered = (issued) => issued } = changes
  if (shape === 'mdoc') return altered(await mdocOf(council, key, changes))
  const [typ, said] = shape === 'jwt-vc' ? [{ typ: 'JWT' }, model1(council, key, changes)] : [{ typ: 'vc+jwt', cty: 'vc' }, model2(council, key, changes)]
  return altered(signedJwt(signer, { ...typ, ...header }, { ...said, ...(shape === 'jwt-vc' ? { status: { status_list: { idx: 7, uri: statusListUri(council) } } } : {}), ...payload }))
}

/** A digest as issuers and verifiers write it. */
export const sha256 = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')
