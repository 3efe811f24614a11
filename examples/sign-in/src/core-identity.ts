import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { Person } from './people.ts'

/** The claim of the userinfo response in which GOV.UK One Login's identity service speaks. */
export const coreIdentityClaim = 'https://vocab.account.gov.uk/v1/coreIdentityJWT'

/** Says who somebody is, as that service does. @see https://docs.sign-in.service.gov.uk/integrate-with-integration-environment/prove-users-identity/ */
export interface IdentityService {
  readonly didDocument: object
  readonly trustmark: string
  /** Undefined for somebody whose identity isn't confirmed. */
  readonly statementOf: (person: Person, clientId: string) => string | undefined
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Its key isn't the provider's. It is made once, and kept in a file that the owner alone reads. */
export function identityService(issuerUrl: string, dataDir: string): IdentityService {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'identity-key.json')
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })), { mode: 0o600 })
  const key = createPrivateKey({ key: readJson<JsonWebKey>(file, 'key of the identity service'), format: 'jwk' })
  const did = `did:web:${encodeURIComponent(new URL(issuerUrl).host)}`
  const kid = `${did}#identity`
  const trustmark = `${issuerUrl}/trustmark`
  return {
    trustmark,
    didDocument: { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'], id: did, assertionMethod: [{ id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: createPublicKey(key).export({ format: 'jwk' }) }] },
    statementOf: ({ id, name, identity }, clientId) => {
      if (identity === undefined) return undefined
      const now = Math.floor(Date.now() / 1000)
      const [given = '', family = ''] = name.split(' ')
      const subject = { name: [{ nameParts: [{ value: given, type: 'GivenName' }, { value: family, type: 'FamilyName' }] }], birthDate: [{ value: '1970-01-31' }] }
      const claims = { sub: id, iss: `${issuerUrl}/`, aud: clientId, nbf: now, iat: now, exp: now + 1800, vot: identity, vtm: trustmark, vc: { type: ['VerifiableCredential', 'VerifiableIdentityCredential'], credentialSubject: subject } }
      const signingInput = `${encode({ alg: 'ES256', typ: 'JWT', kid })}.${encode(claims)}`
      return `${signingInput}.${signEs256(key, signingInput)}`
    },
  }
}
