import { schemaUrl } from '@counterfoil/shared/catalogue/published-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { bitstringStatusOf, tokenStatusOf } from '../domain/status-claims.ts'
import type { CredentialToSign } from '../ports.ts'
import { contextUrl, statusContext, w3cContext1, w3cContext2 } from '@counterfoil/shared/vc/contexts'

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/** The holder is named by its key. @see VC Data Model 2.0, section 4.8 */
const subjectOf = ({ claims, holder }: CredentialToSign): JsonObject => ({ id: `did:jwk:${Buffer.from(JSON.stringify(holder)).toString('base64url')}`, ...claims })

const schemaOf = ({ configuration }: CredentialToSign): JsonObject => ({ id: schemaUrl(configuration.vct), type: 'JsonSchema' })

/** A credential of data model 1.1. @see VC Data Model 1.1, section 4; Bitstring Status List 1.0, section 2.1 */
export const w3cCredential1 = (credential: CredentialToSign): JsonObject => ({
  '@context': [w3cContext1, statusContext, contextUrl(credential.configuration.vct)],
  type: credential.configuration.type.w3cTypes,
  issuer: { id: credential.authority.did },
  issuanceDate: instant(credential.counterfoil.issuedAt),
  expirationDate: instant(credential.counterfoil.expiresAt),
  credentialSubject: subjectOf(credential),
  credentialSchema: schemaOf(credential),
  credentialStatus: bitstringStatusOf(credential.authority, credential.place, credential.configuration.type.statusKinds),
  // For who reads the JWT and no list of the W3C's; Veramo puts it beside the credential.
  status: tokenStatusOf(credential.authority, credential.place),
})

/** A credential of data model 2.0, whose dates are whole days like those of every format. @see VC Data Model 2.0, section 4 */
export const w3cCredential2 = (credential: CredentialToSign): JsonObject => ({
  '@context': [w3cContext2, contextUrl(credential.configuration.vct)],
  type: credential.configuration.type.w3cTypes,
  issuer: credential.authority.did,
  validFrom: instant(credential.counterfoil.issuedAt),
  validUntil: instant(credential.counterfoil.expiresAt),
  credentialSubject: subjectOf(credential),
  credentialSchema: schemaOf(credential),
  credentialStatus: bitstringStatusOf(credential.authority, credential.place, credential.configuration.type.statusKinds),
})
