import { didOf } from '@counterfoil/shared/did/ethr-did'
import { parseDidDocument } from '@counterfoil/shared/did/parse-did-document'
import type { VerificationMethod } from '@counterfoil/shared/did/did-document'
import { isJoseRole } from '../keys/key-role.ts'
import { documentText, methodOf } from '../signed-list/council-document.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { ListFacts } from './list-facts.ts'
import { ordered } from './explain-list-entry.ts'

/** Explains an authority's DID document, to the last character: keys in custody, with their ends. Throws `Unexplained`. */
export function explainDocument(facts: ListFacts, text: string, did: string): ExplainedWrite {
  const of = facts.idOf(did)
  const document = parseDidDocument(text, did)
  if (of === null || document === null) throw new Unexplained('a document that is no authority\'s')
  if (documentText(document) !== text) throw new Unexplained('a document with something beside its keys')
  const { verificationMethod, authentication, assertionMethod, id, ...more } = document
  const named = new Set(verificationMethod.map((method) => method.id))
  if (id !== did || Object.keys(more).length > 0 || [...authentication, ...assertionMethod].some((kid) => !named.has(kid))) throw new Unexplained('a document with something beside its keys')
  return { kind: 'DID document', of, words: `publishes ${verificationMethod.length} keys in its DID document`, parts: verificationMethod.map((method) => explainMethod(facts, of, method)) }
}

function explainMethod(facts: ListFacts, of: string, method: VerificationMethod): ExplainedWrite {
  const { role, authority, publicKeyHex } = facts.keys.get(method.id.slice(didOf(method.id).length + 1)) ?? {}
  if (publicKeyHex === undefined || authority !== of || !isJoseRole(role)) throw new Unexplained(`a public key that nobody has in custody: ${method.id}`)
  const { expires, revoked, ...rest } = method
  const made = methodOf(didOf(method.id), role, publicJwkOf(publicKeyHex))
  if (ordered(rest) !== ordered(made)) throw new Unexplained(`a key with something beside it: ${method.id}`)
  const end = revoked === undefined ? (expires === undefined ? '' : ` until ${expires.slice(0, 10)}`) : ', as revoked'
  return { kind: 'signing key', of, words: `publishes the ${role} key of ${of}${end}`, parts: [] }
}
