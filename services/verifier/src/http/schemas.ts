/** JSON Schemas of what is asked and answered: Fastify checks by them, and `/docs` shows them. */

const text = { type: 'string' } as const

export const authorityParameters = { type: 'object', properties: { authority: { ...text, description: 'Id of the authority', examples: ['aldermoor'] } } } as const

export const transactionParameters = {
  type: 'object',
  properties: { ...authorityParameters.properties, transaction: { ...text, description: 'The `transaction_id` that the start gave' } },
} as const

export const requestParameters = {
  type: 'object',
  properties: { ...authorityParameters.properties, request: { ...text, description: 'Last part of the `request_uri`' } },
} as const

export const codeParameters = {
  type: 'object',
  properties: { ...authorityParameters.properties, code: { ...text, description: 'The typed code, with or without its hyphen' } },
} as const

const publicKey = {
  type: 'object',
  required: ['kty', 'crv', 'x', 'y'],
  additionalProperties: false,
  properties: {
    kty: { const: 'EC' },
    crv: { const: 'P-256' },
    x: { ...text, pattern: '^[A-Za-z0-9_-]{43}$' },
    y: { ...text, pattern: '^[A-Za-z0-9_-]{43}$' },
    kid: { ...text, minLength: 1, maxLength: 128 },
  },
} as const

export const startBody = {
  type: 'object',
  required: ['form', 'flow', 'form_key'],
  additionalProperties: false,
  properties: {
    form: { ...text, maxLength: 64, examples: ['blue-badge-renewal'] },
    flow: { enum: ['same_device', 'cross_device'] },
    form_key: { ...publicKey, description: 'The key that the result is sealed to; keep its private half' },
    return_url: { ...text, maxLength: 2048, description: 'Where the citizen goes back to; one of the addresses of the form. Needed for the same device' },
    locale: { enum: ['en', 'cy'] },
  },
} as const

export const started = {
  type: 'object',
  description: 'What to show to the citizen',
  properties: {
    transaction_id: text,
    expires_at: { ...text, description: 'ISO instant' },
    client_id: text,
    request_uri: text,
    wallet_link: { ...text, description: 'Opens the web wallet; also what the QR code holds' },
    openid4vp_link: text,
    code: { ...text, description: 'To be typed into the wallet; for another device only' },
  },
} as const

export const presentationState = {
  type: 'object',
  properties: {
    status: { enum: ['requested', 'fetched', 'answered', 'declined', 'refused', 'expired', 'collected'] },
    refusal: { ...text, description: 'Why, when the status is refused or declined' },
    expires_at: text,
  },
} as const

export const resultBody = {
  type: 'object',
  additionalProperties: false,
  properties: { response_code: { ...text, maxLength: 128, description: 'From the fragment of the return address; needed for the same device' } },
} as const

export const sealedResult = {
  type: 'object',
  properties: { result: { ...text, description: 'Compact JWE to the form key: form, fields, source' } },
} as const

export const acceptedAnswer = { type: 'object', properties: { redirect_uri: text } } as const

export const walletRefusal = {
  type: 'object',
  properties: {
    error: text,
    error_description: text,
    refusal: { ...text, description: 'Why the presentation has ended' },
    redirect_uri: { ...text, description: 'The way back to the form' },
  },
} as const

export const codeFound = { type: 'object', properties: { client_id: text, request_uri: text } } as const

export const problem = {
  type: 'object',
  description: 'Problem details, RFC 9457',
  properties: { type: text, title: text, status: { type: 'integer' }, detail: text, code: text, instance: text },
} as const
