import { authorityParameters, publicKey, text } from './schemas.ts'

export const hostedPageParameters = {
  type: 'object',
  required: ['authority', 'page'],
  properties: { ...authorityParameters.properties, page: { ...text, description: 'The `transaction_id` that the start gave' } },
} as const

export const hostedPageBody = {
  type: 'object',
  required: ['form', 'form_key', 'return_url'],
  additionalProperties: false,
  properties: {
    form: { ...text, maxLength: 64, examples: ['blue-badge-renewal'] },
    form_key: { ...publicKey, description: 'The key that the result is sealed to; keep its private half' },
    return_url: { ...text, maxLength: 2048, description: 'Where the browser comes back to, with the response code; one of the addresses of the form. With `?response_code=` behind it the code comes in the query; else in the fragment. It comes without a code when there is no result: ask where the page stands' },
    locale: { enum: ['en', 'cy'] },
  },
} as const

export const hostedPageStarted = {
  type: 'object',
  description: 'Where to send the browser',
  required: ['transaction_id', 'hosted_page_uri', 'expires_at'],
  properties: {
    transaction_id: { ...text, description: 'For the form’s server alone' },
    hosted_page_uri: { ...text, description: 'The first browser that opens it has it' },
    expires_at: { ...text, description: 'ISO instant, until when a wallet can be asked from there' },
  },
} as const

export const hostedPageResultBody = {
  type: 'object',
  required: ['response_code'],
  additionalProperties: false,
  properties: { response_code: { ...text, maxLength: 128, description: 'What the browser came back with, from whichever device the wallet answered' } },
} as const
