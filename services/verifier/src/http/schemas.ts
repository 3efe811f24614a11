import { refusals } from '@counterfoil/service-kit/http/described-answers'

/** JSON Schemas of what is asked and answered: Fastify checks by them, and `/docs` shows them. */

export const text = { type: 'string' } as const

export const authorityParameters = { type: 'object', required: ['authority'], properties: { authority: { ...text, description: 'Id of the authority', examples: ['aldermoor'] } } } as const

export const transactionParameters = {
  type: 'object',
  required: ['authority', 'transaction'],
  properties: { ...authorityParameters.properties, transaction: { ...text, description: 'The `transaction_id` that the start gave' } },
} as const

export const requestParameters = {
  type: 'object',
  required: ['authority', 'request'],
  properties: { ...authorityParameters.properties, request: { ...text, description: 'Last part of the `request_uri`' } },
} as const

export const codeParameters = {
  type: 'object',
  required: ['authority', 'code'],
  properties: { ...authorityParameters.properties, code: { ...text, description: 'The typed code, with or without its hyphen' } },
} as const

export const publicKey = {
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

export const transactionData = {
  type: 'array',
  minItems: 1,
  maxItems: 8,
  uniqueItems: true,
  items: { type: 'object', required: ['type'], additionalProperties: true, properties: { type: { ...text, minLength: 1, maxLength: 200 }, credential_ids: false } },
  description: 'What the holder is to authorise, each of a type that the form is registered for (OpenID4VP 1.0, section 8.4)',
} as const

export const startBody = {
  type: 'object',
  required: ['form', 'flow', 'form_key'],
  additionalProperties: false,
  properties: {
    form: { ...text, maxLength: 64, examples: ['blue-badge-renewal'] },
    flow: { enum: ['same_device', 'cross_device'] },
    form_key: { ...publicKey, description: 'The key that the result is sealed to; keep its private half' },
    return_url: { ...text, maxLength: 2048, description: 'Where the citizen goes back to; one of the addresses of the form. Needed for the same device. With `?response_code=` behind it the code comes in the query, for forms that run no script; else in the fragment' },
    locale: { enum: ['en', 'cy'] },
    transaction_data: transactionData,
  },
} as const

export const started = {
  type: 'object',
  description: 'What to show to the citizen',
  required: ['transaction_id', 'expires_at', 'client_id', 'request_uri', 'wallet_link', 'openid4vp_link'],
  properties: {
    transaction_id: text,
    expires_at: { ...text, description: 'ISO instant, until when a wallet can open it: two minutes for another device, which opens it once' },
    client_id: text,
    request_uri: text,
    wallet_link: { ...text, description: 'Opens the web wallet; also what the QR code holds' },
    openid4vp_link: text,
    code: { ...text, description: 'To be typed into the wallet; for another device only' },
  },
} as const

export const presentationState = {
  type: 'object',
  description: 'Where it stands',
  required: ['status', 'expires_at'],
  properties: {
    status: { enum: ['requested', 'fetched', 'answered', 'declined', 'refused', 'expired', 'collected'] },
    refusal: { ...text, description: 'Why, when the status is refused or declined' },
    hint: { ...text, description: 'Why the last answer was not taken, where that ended nothing: the code of a refusal. Anybody who saw the request can have sent it' },
    expires_at: text,
  },
} as const

export const resultBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    response_code: { ...text, maxLength: 128, description: 'From the fragment of the return address; needed for the same device' },
    number: { ...text, pattern: '^[0-9]{3}$', description: 'What the wallet shows after sharing; needed for another device. The second wrong one erases the result' },
  },
} as const

export const sealedResult = {
  type: 'object',
  description: 'The result, which is erased here now',
  required: ['result'],
  properties: { result: { ...text, description: 'Compact JWE to the form key: form, fields, source' } },
} as const

export const acceptedAnswer = { type: 'object', description: 'Accepted; the wallet opens the address when there is one', properties: { redirect_uri: text, counterfoil_number: { ...text, description: 'For another device: what the citizen tells the form. The address shows it, too' }, counterfoil_erasure_handle: { ...text, description: 'With it the wallet may ask later for what it shared to be erased, at the `erasure_endpoint` of the request' } } } as const

export const codeFound = { type: 'object', description: 'The request', required: ['client_id', 'request_uri', 'request_uri_method'], properties: { client_id: text, request_uri: text, request_uri_method: { enum: ['get', 'post'] } } } as const

/** OpenID4VP 1.0, section 5.10: what a wallet may tell when it fetches. */
export const walletBody = {
  type: 'object',
  properties: {
    wallet_nonce: { ...text, description: 'Stands in the Request Object as it came' },
    wallet_metadata: { ...text, description: 'What the wallet can do, as JSON' },
  },
} as const

/** OpenID4VP 1.0, section 8.2: `response` alone, or `error` with or without `state`. */
export const answerBody = {
  type: 'object',
  properties: {
    response: { ...text, description: 'JWE to the key of the Request Object, with `vp_token`' },
    vp_token: { ...text, description: 'JSON, in the open; only where the response mode is `direct_post`' },
    error: { ...text, description: 'Why the wallet does not answer', examples: ['access_denied'] },
    state: text,
  },
} as const

export const numberParameters = {
  type: 'object',
  required: ['authority', 'number'],
  properties: { ...authorityParameters.properties, number: { ...text, pattern: '^[0-9]{3}$' } },
} as const

export const publishedKeys = {
  type: 'object',
  description: 'JWK Set',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object', required: ['kid', 'kty', 'crv', 'x', 'y'], properties: { kid: text, kty: text, crv: text, x: text, y: text, alg: text, use: text } } } },
} as const

const words = { type: 'object', required: ['en', 'cy'], properties: { en: text, cy: text } } as const
const texts = { type: 'array', items: text } as const

/** Of one authority, or one form, instead of all. */
export const whichForms = { type: 'object', properties: { authority: { ...text, description: 'Forms of this authority alone' }, form: { ...text, description: 'Forms of this id alone' } } } as const

/** How a form takes one credential. */
const taking = {
  name: words,
  bound_to_holder: { type: 'boolean', description: 'Whether a presentation proves whose credential it is. Where it is false, a copy is as good' },
  unbound_reason: { ...words, type: ['object', 'null'], description: 'Why the form asks for no such proof; null where it does, or where the operator’s policy for the type asks for none' },
  most: { type: 'integer', description: 'How many may be shown at once' },
  claim_sets: { type: 'array', items: texts, description: 'Sets of claims that will do, by their ids, the preferred first; empty where the need of each claim says it all' },
  trusted_authorities: { type: 'array', description: 'By whose certificates it has to be (OpenID4VP 1.0, section 6.1.1); empty for anybody’s who is trusted', items: { type: 'object', properties: { type: text, values: texts } } },
} as const
export const purposeRegister = {
  type: 'object',
  description: 'The Purpose Register',
  required: ['version', 'forms'],
  properties: {
    version: { ...text, description: 'SHA-256 of the forms: another with every change' },
    forms: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          authority: { type: 'object', properties: { id: text, did: text, name: words } },
          form: text,
          version: { type: 'integer' },
          digest: { ...text, description: 'SHA-256 of the profile, as Check Records name it' },
          title: words,
          purpose: words,
          lawful_basis: words,
          retention: words,
          contact: text,
          privacy_notice: { ...words, type: ['object', 'null'] },
          credential: { type: 'object', properties: { vcts: texts, ...taking } },
          further_credentials: { type: 'array', items: { type: 'object', properties: { vct: text, need: { enum: ['required', 'optional', 'choice'] }, ...taking } } },
          choices: { type: 'array', description: 'Where one option or another will do, each by the types of its credentials', items: { type: 'object', properties: { need: { enum: ['required', 'optional'] }, options: { type: 'array', items: texts } } } },
          claims: { type: 'array', items: { type: 'object', properties: { id: text, vct: { ...text, description: 'Of which credential, by its type' }, path: texts, label: words, need: { enum: ['required', 'if_held', 'optional'] }, values: { type: 'array', items: {}, description: 'What it has to be, for a form that is for some answers alone' }, purpose: words, fields: texts } } },
          cross_device: { type: 'object', properties: { allowed: { type: 'boolean' }, reason: words } },
          versions: { type: 'array', items: { type: 'object', properties: { source: { enum: ['file', 'publication'], description: 'Whether it came with the service, or is one that the authority publishes' }, version: { type: 'integer' }, since: text, digest: text, claims: texts } } },
        },
      },
    },
  },
} as const

export const publicRefusals = (more: Readonly<Record<number, string>>) => refusals('problem', more)
export const formRefusals = (more: Readonly<Record<number, string>> = {}) => refusals('problem', { 401: 'The API key of the authority is missing or wrong', ...more })
export const walletRefusals = (more: Readonly<Record<number, string>>) => refusals('oauth', more)
