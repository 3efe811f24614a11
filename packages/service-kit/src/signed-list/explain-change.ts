import type { ListChange } from '@counterfoil/shared/signed-list/list-change'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-entry'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { dayOf } from './plan-list.ts'

/** What a change does, read from what is signed and from nothing else, with what terminals would obey made visible. */
export const explainChange = (change: ListChange): string => readable(wordsOf(change))

function wordsOf(change: ListChange): string {
  switch (change.kind) {
    case 'govern':
      return `From then on ${change.threshold} of these govern: ${change.governors.map(({ did, jwk }) => `${did} with key ${thumbprintOf(jwk)}`).join(', ')}; key ${thumbprintOf(change.publisher)} publishes`
    case 'list': {
      const { did, letter, name, issuer, verifier } = change.authority
      return `List ${did} as ${name.en} / ${name.cy} (${letter}) with issuer ${issuer} and verifier ${verifier}`
    }
    case 'unlist':
      return `Take ${change.did} off the list`
    case 'accredit':
      return `Accredit ${change.did} to ${change.to} ${change.type} until ${dayOf(change.until)}`
    case 'withdraw':
      return `Withdraw the accreditation of ${change.did} to ${change.to} ${change.type}`
    case 'remove-key':
      return `Remove the key ${change.kid}; what it signed is refused`
    case 'give-up':
      return `Give the identity ${change.did} up for good`
  }
}

const readable = (text: string): string => [...text].map((character) => (isReadable(character) ? character : '?')).join('')
