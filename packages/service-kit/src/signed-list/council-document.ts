import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseDidDocument } from '@counterfoil/shared/did/parse-did-document'
import type { DidDocument, VerificationMethod } from '@counterfoil/shared/did/did-document'
import { dateTimeOf, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { statusPurpose } from '@counterfoil/shared/did/verification-method'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import type { JoseRole } from '../keys/key-role.ts'

/** An authority's DID document as a file that is served as it is. @see did:web method specification, "Create (Register)" */
export interface CouncilDocument {
  readonly did: string
  read(): DidDocument | null
  /** Publishes a key until an instant and answers its DID URL: the same for the same key. */
  publish(role: JoseRole, key: P256PublicJwk, until?: EpochSeconds): string
  /** The key stays named, as revoked, and is good for nothing. @see Controlled Identifiers 1.0, section 2.2 */
  revoke(kid: string, at: Date): void
  /** Takes the document away: the identity is no more. */
  remove(): void
}

/** The DID URL of a key in an authority's document. */
export const kidIn = (did: string, key: P256PublicJwk): string => `${did}#${thumbprintOf(key)}`

const context = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1']

/** A document as it is published. */
export const documentText = (document: DidDocument): string => `${JSON.stringify({ '@context': context, ...document }, null, 2)}\n`

/** How a key of a role stands in a document, but for its end. */
export const methodOf = (did: string, role: JoseRole, key: P256PublicJwk): VerificationMethod => ({
  id: kidIn(did, key),
  type: 'JsonWebKey2020',
  controller: did,
  publicKeyJwk: { ...key, alg: 'ES256' },
  ...(role === 'status' ? { counterfoil_purpose: statusPurpose } : {}),
})

/** The document of one authority below a folder, at the place that its DID says. */
export function councilDocument(folder: string, id: string, did: string): CouncilDocument {
  const file = join(folder, id, 'did.json')
  const read = (): DidDocument | null => (existsSync(file) ? parseDidDocument(readFileSync(file, 'utf8'), did) : null)
  const write = (document: DidDocument): void => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, documentText(document))
    renameSync(`${file}.new`, file)
  }
  return {
    did,
    read,
    publish: (role, key, until) => {
      const document = read() ?? { id: did, verificationMethod: [], authentication: [], assertionMethod: [] }
      const kid = kidIn(did, key)
      if (document.verificationMethod.some((method) => method.id === kid)) return kid
      const method = { ...methodOf(did, role, key), ...(until === undefined ? {} : { expires: dateTimeOf(until) }) }
      const purpose = role === 'request' ? 'authentication' : 'assertionMethod'
      write({ ...document, verificationMethod: [...document.verificationMethod, method], [purpose]: [...document[purpose], kid] })
      return kid
    },
    revoke: (kid, at) => {
      const document = read()
      if (document === null) return
      const isOther = (one: string): boolean => one !== kid
      const verificationMethod = document.verificationMethod.map((method) => (method.id === kid ? { ...method, revoked: at.toISOString() } : method))
      write({ ...document, verificationMethod, authentication: document.authentication.filter(isOther), assertionMethod: document.assertionMethod.filter(isOther) })
    },
    remove: () => rmSync(file, { force: true }),
  }
}
