import { startBody, started, text, transactionData } from './schemas.ts'

/** JSON Schemas of what goes through the browser of a form's page. @see OpenID4VP 1.0, appendix A */

export const browserStartBody = {
  type: 'object',
  required: ['form', 'form_key', 'origin'],
  additionalProperties: false,
  properties: {
    form: startBody.properties.form,
    form_key: startBody.properties.form_key,
    origin: { ...text, maxLength: 300, description: 'Of the page that asks; one of the origins that citizens come back to', examples: ['https://www.aldermoor.example'] },
    transaction_data: transactionData,
  },
} as const

export const browserStarted = {
  type: 'object',
  description: 'What the page gives to `navigator.credentials.get`, as `digital.requests`',
  required: ['transaction_id', 'expires_at', 'requests'],
  properties: {
    transaction_id: started.properties.transaction_id,
    expires_at: started.properties.expires_at,
    requests: {
      type: 'array',
      items: { type: 'object', required: ['protocol', 'data'], properties: { protocol: { enum: ['openid4vp-v1-signed', 'openid4vp-v1-unsigned'] }, data: { type: 'object', additionalProperties: true } } },
    },
  },
} as const

export const browserAnswerBody = {
  type: 'object',
  required: ['data'],
  additionalProperties: false,
  properties: { protocol: { ...text, maxLength: 64 }, data: { type: 'object', additionalProperties: true, description: '`response` (JWE), or `vp_token` where answers come in the open, or `error`' } },
} as const

export const browserAnswer = {
  type: 'object',
  description: 'What came of it; the result is taken as always, without a response code',
  required: ['accepted'],
  properties: { accepted: { type: 'boolean' }, refusal: { ...text, description: 'Why it ended without a result' } },
} as const
