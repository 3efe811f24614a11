import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { textOfBase64Url } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { vctOf } from '@counterfoil/shared/network/network'
import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { entryHeader, parseEntry, type SignedEntry } from '@counterfoil/shared/signed-list/list-entry'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { accreditationWords } from '../authority/accreditation-words.ts'
import type { KeyRole } from '../keys/key-role.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import { dayOf } from '../signed-list/plan-list.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { ListFacts } from './list-facts.ts'

/** Explains an entry of the list, to the last character. Throws `Unexplained`. */
export function explainListEntry(facts: ListFacts, text: string): ExplainedWrite {
  const signed = parseEntry(text)
  if (signed === null) throw new Unexplained('a line that is no entry')
  mustBeWholly(text, signed)
  const signers = signed.signatures.map(({ thumbprint, signingInput }) => {
    const { authority, publicKeyHex } = keyOf(facts, thumbprint, 'governor')
    if (!signingInput.startsWith(`${entryHeader(publicJwkOf(publicKeyHex))}.`)) throw new Unexplained('a signature with something beside it')
    return authority
  })
  const parts = signed.entry.changes.map((change) => explainChange(facts, change))
  const [only] = parts
  const isAlone = signers.length === 1 && parts.length === 1 && only !== undefined
  return isAlone ? only : { kind: 'decision of the consortium', of: 'consortium', words: `decides, signed by ${signers.join(', ')}`, parts }
}

/** What was read of an entry must be all that it has: no member beside, no space between. */
function mustBeWholly(text: string, { entry, signatures }: SignedEntry): void {
  const outer = objectOf(text)
  const payload = typeof outer['payload'] === 'string' ? outer['payload'] : ''
  const inner = textOfBase64Url(payload) ?? ''
  const again = { payload, signatures: signatures.map(({ signingInput, signature }) => ({ protected: signingInput.slice(0, signingInput.indexOf('.')), signature })) }
  const isWhole = JSON.stringify(outer) === text && JSON.stringify(objectOf(inner)) === inner && ordered(again) === ordered(outer) && ordered(entry) === ordered(objectOf(inner))
  if (!isWhole) throw new Unexplained('an entry with something beside what it says')
}

function objectOf(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** One text for one value, whatever the order of its members. */
export const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).toSorted(([left], [right]) => (left < right ? -1 : 1))) : one))

export function keyOf({ keys }: ListFacts, thumbprint: string, role: KeyRole) {
  const key = keys.get(thumbprint)
  if (key?.role !== role) throw new Unexplained(`a ${role} key that nobody has in custody: ${thumbprint}`)
  return key
}

function authorityOf(facts: ListFacts, did: string): string {
  const id = facts.idOf(did)
  if (id === null) throw new Unexplained(`an identity of nobody that we know: ${did}`)
  return id
}

const ownKey = (facts: ListFacts, did: string, jwk: P256PublicJwk, role: KeyRole): string => {
  const id = authorityOf(facts, did)
  if (keyOf(facts, thumbprintOf(jwk), role).authority !== id) throw new Unexplained(`a ${role} key of another than ${id}`)
  return id
}

function typeOf({ types, network }: ListFacts, vct: string): string {
  const type = types.find(({ id, version }) => vctOf(network.typesUrl, id, version) === vct)
  if (type === undefined) throw new Unexplained(`an accreditation for a type that there is not: ${vct}`)
  return `${type.id}/${type.version}`
}

function explainChange(facts: ListFacts, change: ListChange): ExplainedWrite {
  const write = (kind: ExplainedWrite['kind'], of: string, words: string): ExplainedWrite => ({ kind, of, words, parts: [] })
  switch (change.kind) {
    case 'govern': {
      keyOf(facts, thumbprintOf(change.publisher), 'publisher')
      const governors = change.governors.map(({ did, jwk }) => ownKey(facts, did, jwk, 'governor'))
      return write('governing authorities', 'consortium', `lets ${governors.join(', ')} govern, ${change.threshold} must agree`)
    }
    case 'list': {
      const of = authorityOf(facts, change.authority.did)
      return write('listing of an authority', of, `lists ${of} with its name and addresses`)
    }
    case 'unlist': {
      const of = authorityOf(facts, change.did)
      return write('listing of an authority', of, `takes ${of} off the list`)
    }
    case 'accredit':
    case 'withdraw': {
      const of = authorityOf(facts, change.did)
      const what = accreditationWords(change.to, change.to === 'list' ? authorityOf(facts, change.type) : typeOf(facts, change.type))
      return write('accreditation', of, change.kind === 'accredit' ? `accredits ${of} to ${what} until ${dayOf(change.until)}` : `withdraws from ${of}: ${what}`)
    }
    case 'remove-key': {
      const { role, authority } = facts.keys.get(change.kid.slice(change.did.length + 1)) ?? {}
      if (role === undefined || authority !== authorityOf(facts, change.did)) throw new Unexplained(`a key that nobody has in custody: ${change.kid}`)
      return write('signing key', authority, `removes the ${role} key of ${authority}`)
    }
    case 'give-up':
      return write('control of an identity', authorityOf(facts, change.did), 'gives its identity up')
    case 'control': {
      const of = ownKey(facts, change.did, change.jwk, 'governor')
      return write('control of an identity', of, `hands its identity to the controller key of ${of}`)
    }
    case 'anchor-key': {
      const of = ownKey(facts, change.did, change.jwk, 'anchor')
      return write('anchoring key', of, `has a key of ${of} anchor for it`)
    }
  }
}
