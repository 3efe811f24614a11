import { refusals } from '@counterfoil/service-kit/http/described-answers'
import { councilScopes, type CouncilScope } from '../../domain/council-client.ts'
import { statusChanges } from '../../domain/counterfoil.ts'
import { profileIds } from '../../domain/profile.ts'
import { longestTxCodeDescription, txCodeLengths } from '../../domain/tx-code.ts'
import { authority, describedOnly, json, parameters, text } from '../schema-parts.ts'

// Bodies and queries are judged by these; answers are written as they are.
const tags = ['Council systems'] as const
export const unserialized = { serializerCompiler: describedOnly.serializerCompiler } as const
export const needing = (scope: CouncilScope) => ({ tags, security: [{ councilToken: [] }], description: `Needs the scope \`${scope}\`.` })
export const closed = { 401: 'The token is missing, expired, altered, or not of this authority', 403: 'The token lacks the scope', 404: 'There is no such authority' } as const
export const bodily = { 400: 'The body or the `Idempotency-Key` is malformed or missing', 413: 'The body is too large', 415: 'The body is not JSON', 422: 'The `Idempotency-Key` came with another request before' } as const

export const id = { ...text, pattern: '^[0-9a-f]{32}$', examples: ['6925a980a1b2c3d4e5f60718293a4b5c'] } as const
const typeId = { ...text, pattern: '^[a-z][a-z0-9-]{0,63}$', examples: ['blue-badge'] } as const
const reference = { ...text, minLength: 1, maxLength: 200 } as const
export const instant = { ...text, description: 'RFC 3339', examples: ['2026-11-29T09:30:00Z'] } as const
export const idempotent = { type: 'object', properties: { 'idempotency-key': { ...text, description: '22 to 128 characters drawn at random, such as a UUID. The same request under the same key gets the same answer for 24 hours', examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'] } } } as const
const changes = Object.keys(statusChanges)
const reasons = [...new Set(Object.values(statusChanges).flatMap((change) => change.reasons))]

export const token = {
  ...describedOnly,
  schema: {
    tags,
    operationId: 'giveCouncilToken',
    summary: 'Get an access token for a council\'s own system',
    description: 'OAuth 2.0 client credentials (RFC 6749, section 4.4) with `private_key_jwt` (RFC 7523; the audience is the authority\'s identifier and `/api`) or `client_secret_basic`. The token is good for this authority alone, for five minutes.',
    consumes: ['application/x-www-form-urlencoded'],
    params: parameters(),
    body: {
      type: 'object',
      required: ['grant_type'],
      properties: { grant_type: { const: 'client_credentials' }, scope: { ...text, description: `Of ${councilScopes.join(', ')}; all that the client may when absent`, examples: ['offers:write status:write'] }, client_assertion_type: { const: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }, client_assertion: text },
    },
    response: {
      200: { ...json('Access token', ['access_token', 'token_type', 'expires_in', 'scope'], { access_token: text, token_type: { const: 'Bearer' }, expires_in: { type: 'integer' }, scope: text }), examples: [{ access_token: 'cfc_7x…', token_type: 'Bearer', expires_in: 300, scope: 'offers:write status:write' }] },
      ...refusals('oauth', { 400: '`invalid_request`, `unsupported_grant_type` or `invalid_scope`', 401: '`invalid_client`', 404: 'There is no such authority', 413: 'The body is too large', 415: 'The body is not a form' }),
    },
  },
}

export const metadata = {
  ...describedOnly,
  schema: {
    tags,
    operationId: 'describeCouncilAuthorizationServer',
    summary: 'Where a council\'s own systems get tokens, and how',
    description: 'RFC 8414. The issuer is the authority\'s identifier and `/api`: tokens of wallets come from another server, and neither\'s open the other.',
    params: parameters({}, authority),
    response: { 200: json('Authorization server metadata', ['issuer', 'token_endpoint'], { issuer: text, token_endpoint: text, grant_types_supported: { type: 'array', items: text } }), ...refusals('oauth', { 404: 'There is no such authority' }) },
  },
}

const madeOffer = {
  ...json('The offer. Its link and codes are shown to this caller alone; they are kept nowhere', ['offer', 'profile', 'credential_offer_uri', 'credential_offer', 'wallet_link', 'openid_credential_offer', 'expires_at'], {
    offer: id,
    profile: { enum: ['open', 'swiyu', 'govuk'] },
    credential_offer_uri: { type: ['string', 'null'], description: 'Where the offer lies; null where the links carry it' },
    credential_offer: { type: ['object', 'null'], additionalProperties: true, description: 'The offer itself, where the links carry it: OpenID4VCI 1.0, section 4.1.1' },
    wallet_link: { type: ['string', 'null'], description: 'For the council\'s own web wallet; null in another profile than `open`' },
    openid_credential_offer: { ...text, description: 'For any wallet of the profile on the device; an https link of its own for the GOV.UK Wallet' },
    typed_code: { type: ['string', 'null'] },
    tx_code: { type: ['string', 'null'], description: 'To be sent by another way than the link' },
    expires_at: instant,
  }),
  examples: [{ offer: id.examples[0], profile: 'open', credential_offer_uri: 'https://issuer.example/aldermoor/offers/…', credential_offer: null, wallet_link: 'https://wallet.example/#…', openid_credential_offer: 'openid-credential-offer://?credential_offer_uri=…', typed_code: null, tx_code: '493536', expires_at: instant.examples[0] }, { offer: id.examples[0], profile: 'swiyu', credential_offer_uri: null, credential_offer: { credential_issuer: 'https://issuer.example/aldermoor/swiyu', credential_configuration_ids: ['blue-badge-sd-jwt'], grants: { 'urn:ietf:params:oauth:grant-type:pre-authorized_code': { 'pre-authorized_code': '…', tx_code: { input_mode: 'numeric', length: 6, description: '…' } } } }, wallet_link: null, openid_credential_offer: 'openid-credential-offer://?credential_offer=…', typed_code: null, tx_code: '493536', expires_at: instant.examples[0] }],
} as const

const txCodeOf = (mode: keyof typeof txCodeLengths, required: readonly string[]) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties: {
    input_mode: { const: mode },
    length: { type: 'integer', minimum: txCodeLengths[mode].least, maximum: txCodeLengths[mode].most, description: 'Six when absent' },
    description: { ...text, minLength: 1, maxLength: longestTxCodeDescription, description: 'Shown by the wallet: OpenID4VCI 1.0, section 4.1.1' },
  },
})

export const makeOffer = {
  ...unserialized,
  schema: {
    ...needing('offers:write'),
    operationId: 'makeOffer',
    summary: 'Offer somebody a credential, from the council\'s record',
    consumes: ['application/json'],
    headers: idempotent,
    params: parameters(),
    body: {
      type: 'object',
      required: ['credential_type', 'person_reference'],
      additionalProperties: false,
      properties: {
        credential_type: typeId,
        person_reference: { ...reference, description: 'How the council\'s record names the person' },
        record_reference: { ...reference, description: 'How it names the one that is meant, where it holds several of the type for this person; of it a keyed hash is kept' },
        case_reference: { ...reference, description: 'The council\'s own case, to end by later; of it a keyed hash is kept. What the record tells when absent' },
        tx_code: { description: 'Whether the citizen needs a transaction code, too, which looks as the council has chosen for the type; or how this one looks and what wallets say of it. True when absent, but in `govuk`, whose wallets have none', anyOf: [{ type: 'boolean' }, txCodeOf('numeric', []), txCodeOf('text', ['input_mode'])] },
        typed_code: { type: 'boolean', description: 'Whether the offer can be typed, in `open`; false when absent' },
        profile: { enum: profileIds, description: 'Whose wallets it is for, of the profiles that are served; `open` when absent. `haip` is refused: its wallets collect by signing in' },
        by: { enum: ['reference', 'value'], description: 'Whether links say where the offer lies, or carry it. By reference when absent, but in `swiyu` and `govuk`, whose wallets take none but by value' },
      },
      examples: [{ credential_type: 'blue-badge', person_reference: 'AL-0001', case_reference: 'BB/2026/04711' }, { credential_type: 'blue-badge', person_reference: 'AL-0001', profile: 'govuk' }, { credential_type: 'residency', person_reference: 'AL-0001', by: 'value' }, { credential_type: 'blue-badge', person_reference: 'AL-0001', tx_code: { input_mode: 'text', length: 8, description: 'We sent it by text message. / Fe’i hanfonwyd drwy neges destun.' } }],
    },
    response: { 201: madeOffer, ...refusals('problem', { ...closed, ...bodily, 404: 'There is no such authority, profile or type, nobody of that reference, or several of the type and none named', 422: 'The record lacks a fact that the credential needs (`record_incomplete`), or the key came with another request (`idempotency_key_reused`)' }) },
  },
}

const counterfoil = json('Counterfoil: that it was issued, and whether it stands', ['counterfoil', 'offer', 'credential_type', 'credential_configuration_id', 'status', 'issued_on', 'expires_at', 'changed_at'], {
  counterfoil: id,
  offer: id,
  credential_type: typeId,
  credential_configuration_id: text,
  status: { enum: ['valid', 'revoked', 'suspended'] },
  issued_on: { ...text, examples: ['2026-11-29'] },
  expires_at: instant,
  changed_at: instant,
  wallet_notified: { enum: ['credential_accepted', 'credential_failure', 'credential_deleted', null] },
})
const counterfoilExample = { counterfoil: id.examples[0], offer: '6925a97f00112233445566778899aabb', credential_type: 'blue-badge', credential_configuration_id: 'blue-badge-sd-jwt', status: 'valid', issued_on: '2026-11-29', expires_at: '2029-11-28T00:00:00Z', changed_at: instant.examples[0], wallet_notified: 'credential_accepted' } as const

export const listCounterfoils = {
  ...unserialized,
  schema: {
    ...needing('counterfoils:read'),
    operationId: 'listCounterfoils',
    summary: 'What was issued, newest first',
    params: parameters(),
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: { credential_type: typeId, status: { enum: ['valid', 'revoked', 'suspended'] }, limit: { ...text, pattern: '^([1-9]|[1-9][0-9]|100)$', description: '1 to 100; 50 when absent' }, cursor: { ...text, maxLength: 400, description: '`next_cursor` of the page before. What is issued meanwhile moves nothing' } },
    },
    response: { 200: { ...json('A page', ['counterfoils', 'next_cursor'], { counterfoils: { type: 'array', items: counterfoil }, next_cursor: { type: ['string', 'null'] } }), examples: [{ counterfoils: [counterfoilExample], next_cursor: null }] }, ...refusals('problem', { ...closed, 400: 'A parameter is malformed, or the cursor is of another list' }) },
  },
}

export const showCounterfoil = {
  ...unserialized,
  schema: {
    ...needing('counterfoils:read'),
    operationId: 'showCounterfoil',
    summary: 'One counterfoil',
    params: parameters({ counterfoil: 'Its id' }),
    response: { 200: { ...counterfoil, examples: [counterfoilExample] }, ...refusals('problem', { ...closed, 404: 'There is no such authority or counterfoil' }) },
  },
}

const changed = {
  ...json('What the change did', ['changed', 'unchanged', 'withdrawn_offers'], {
    changed: { type: 'array', items: id },
    unchanged: { type: 'array', items: id, description: 'Found, and left: already so, or of a type that does not know the change' },
    withdrawn_offers: { type: 'array', items: id, description: 'With a revocation by reference: what could still have been collected' },
  }),
  examples: [{ changed: [id.examples[0]], unchanged: [], withdrawn_offers: [] }],
}
const change = { change: { enum: changes }, reason: { enum: reasons, description: Object.entries(statusChanges).map(([name, { reasons: own }]) => `\`${name}\`: ${own.join(', ')}`).join('; ') } } as const

export const changeOne = {
  ...unserialized,
  schema: {
    ...needing('status:write'),
    operationId: 'changeCounterfoilStatus',
    summary: 'Suspend, reinstate or revoke one counterfoil',
    description: 'Needs the scope `status:write`. What the same wallet was given of the type by the same sign-in, in turn, changes with it. A suspension or revocation takes along what stands in wallets of other profiles, too.',
    consumes: ['application/json'],
    headers: idempotent,
    params: parameters({ counterfoil: 'Its id' }),
    body: { type: 'object', required: ['change', 'reason'], additionalProperties: false, properties: change, examples: [{ change: 'suspend', reason: 'reported_lost' }] },
    response: { 200: changed, ...refusals('problem', { ...closed, ...bodily, 404: 'There is no such authority or counterfoil', 409: 'It does not stand where the change starts, or its type does not know it' }) },
  },
}

export const changeByReference = {
  ...unserialized,
  schema: {
    ...needing('status:write'),
    operationId: 'changeStatusByReference',
    summary: 'Suspend, reinstate or revoke everything under one of the council\'s own references',
    description: 'Needs the scope `status:write`. By the case or by the person, of one type or of all. A revocation withdraws what could still be collected, too. References go into bodies alone: addresses are logged.',
    consumes: ['application/json'],
    headers: idempotent,
    params: parameters(),
    body: {
      type: 'object',
      required: ['change', 'reason'],
      additionalProperties: false,
      properties: { ...change, case_reference: reference, person_reference: reference, credential_type: typeId },
      oneOf: [{ required: ['case_reference'] }, { required: ['person_reference'] }],
      examples: [{ change: 'revoke', reason: 'record_changed', case_reference: 'BB/2026/04711' }],
    },
    response: { 200: changed, ...refusals('problem', { ...closed, ...bodily, 404: 'There is no such authority, or nothing under that reference' }) },
  },
}
