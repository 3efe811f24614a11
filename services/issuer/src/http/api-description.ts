import type { ApiDescription } from '@counterfoil/service-kit/http/api-description'

export const apiDescription: ApiDescription = {
  title: 'Counterfoil issuer',
  version: '0.1.0',
  description: 'Issues credentials to wallets by OpenID4VCI 1.0, and publishes their status. Staff pages are not described here: they are for people.',
  tags: [
    { name: 'Wallets', description: 'From an offer to a credential. Callable from any origin; no cookie counts' },
    { name: 'Council systems', description: 'Offers, counterfoils and statuses for a council\'s own systems, each with the tokens of one authority' },
    { name: 'Anybody', description: 'Who issues what, and which credentials still stand' },
  ],
  credentials: {
    accessToken: { type: 'http', scheme: 'bearer', description: 'The access token that a redeemed code gave' },
    councilToken: { type: 'http', scheme: 'bearer', description: 'The access token that a council\'s own system got for its client credentials' },
  },
}
