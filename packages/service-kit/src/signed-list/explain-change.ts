import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { accreditationWords } from '../authority/accreditation-words.ts'
import { dayOf } from './plan-list.ts'

/** What a change does, read from what is signed and from nothing else, with what terminals would obey made visible. */
export function explainChange(change: ListChange, known: readonly KnownAuthority[] = []): string {
  return readable(wordsOf(change, (did) => whoIs(did, known)))
}

/** Names that are known here already; a proposal brings none of its own. */
interface KnownAuthority {
  readonly did: string
  readonly name: { readonly en: string }
}

function whoIs(did: string, known: readonly KnownAuthority[]): string {
  const name = known.find((one) => one.did === did)?.name.en
  return name === undefined ? did : `${name} (${did})`
}

const aboutOf = ({ to, type }: Extract<ListChange, { readonly to: unknown }>, who: (did: string) => string): string => (to === 'list' ? who(type) : type)

function wordsOf(change: ListChange, who: (did: string) => string): string {
  switch (change.kind) {
    case 'govern':
      return `From then on ${change.threshold} of these govern: ${change.governors.map(({ did, jwk }) => `${who(did)} with key ${thumbprintOf(jwk)}`).join(', ')}; key ${thumbprintOf(change.publisher)} publishes`
    case 'list': {
      const { did, letter, name, issuer, verifier } = change.authority
      return `List ${did} as ${name.en} / ${name.cy} (${letter}) with issuer ${issuer} and verifier ${verifier}`
    }
    case 'unlist':
      return `Take ${who(change.did)} off the list`
    case 'accredit':
      return `Accredit ${who(change.did)} to ${accreditationWords(change.to, aboutOf(change, who))} until ${dayOf(change.until)}`
    case 'withdraw':
      return `Withdraw the accreditation of ${who(change.did)} to ${accreditationWords(change.to, aboutOf(change, who))}`
    case 'remove-key':
      return `Remove the key ${change.kid}; what it signed is refused`
    case 'give-up':
      return `Give the identity of ${who(change.did)} up for good`
    case 'control':
      return `Have key ${thumbprintOf(change.jwk)} sign for ${who(change.did)}, and no other`
    case 'anchor-key':
      return `Have key ${thumbprintOf(change.jwk)} anchor for ${who(change.did)}`
  }
}

const readable = (text: string): string => [...text].map((character) => (isReadable(character) ? character : '?')).join('')
