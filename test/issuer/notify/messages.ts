import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { Message, MessageReference } from '@counterfoil/issuer/domain/notify/message'
import { open } from '@counterfoil/issuer/domain/profile'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

export const now = 1_764_000_000
export const council: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' }, did: 'did:example:1', serviceUrl: 'https://issuer.example', identifier: 'https://issuer.example/aldermoor', profile: open }

const typeName = { en: 'Residency', cy: 'Preswyliaeth' }
const common = { authority: council.id, subject: 'an offer', expiresAt: epochSeconds(now + 86_400) }
const email = { channel: 'email', to: 'ceridwen@example.net' } as const
const letter = { channel: 'letter', to: ['Ceridwen Ashdown', '14 Harbour Lane', 'Aldermoor', 'AL1 2BC'] } as const

export const linkOfOffer = 'https://wallet.example/offer?credential_offer_uri=https%3A%2F%2Fissuer.example%2Fsecret'

export const linkMessage = ({ by = 'email', language = 'en', name = 'Ceridwen Ashdown', reference = 'one-link' }: { readonly by?: 'email' | 'letter'; readonly language?: 'en' | 'cy'; readonly name?: string; readonly reference?: string } = {}): Message => ({
  ...common,
  ...(by === 'email' ? email : letter),
  reference: reference as MessageReference,
  language,
  template: 'offer-link',
  personalisation: { name, typeName, link: linkOfOffer, typedCode: 'AB2C-D3EF-4GHJ-K5LM', until: epochSeconds(now + 86_400) },
})

export const codeMessage = ({ by = 'letter', language = 'en', reference = 'one-code' }: { readonly by?: 'email' | 'letter'; readonly language?: 'en' | 'cy'; readonly reference?: string } = {}): Message => ({
  ...common,
  ...(by === 'email' ? email : letter),
  reference: reference as MessageReference,
  language,
  template: 'offer-code',
  personalisation: { name: 'Ceridwen Ashdown', typeName, code: '493536' },
})
