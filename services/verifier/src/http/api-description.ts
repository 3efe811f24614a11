import type { ApiDescription } from '@counterfoil/service-kit/http/api-description'

export const apiDescription: ApiDescription = {
  title: 'Counterfoil verifier',
  version: '0.1.0',
  description: 'Asks wallets for presentations on behalf of council forms by OpenID4VP 1.0, and verifies them.',
  tags: [
    { name: 'Form servers', description: 'What the server of a form asks, with the API key of its authority' },
    { name: 'Wallets', description: 'From a request to an answer. Callable from any origin; no cookie counts' },
    { name: 'Anybody', description: 'With which keys authorities sign, and what their forms ask for' },
  ],
  credentials: { apiKey: { type: 'http', scheme: 'bearer', description: 'The API key of the authority' } },
}
