import { refusals } from '@counterfoil/service-kit/http/described-answers'
import { anybody, badToken, bearer, describedOnly, json, parameters, text, texts, unknownAuthority, wallets } from './schema-parts.ts'

export const offer = {
  ...describedOnly,
  schema: {
    ...wallets,
    operationId: 'showCredentialOffer',
    summary: 'The offer behind a link, until it is redeemed',
    params: parameters({ offer: 'The secret of the link' }),
    response: {
      200: json('Credential Offer, OpenID4VCI 1.0, section 4.1.1', ['credential_issuer', 'credential_configuration_ids', 'grants'], { credential_issuer: text, credential_configuration_ids: texts, grants: { type: 'object', additionalProperties: true } }),
      ...refusals('oauth', { 404: 'There is no such offer, or it was redeemed, withdrawn or has expired' }),
    },
  },
}

export const token = {
  ...describedOnly,
  schema: {
    ...wallets,
    operationId: 'redeemCode',
    summary: 'Redeem a code or a refresh token, once',
    description: 'OpenID4VCI 1.0, section 6. A parameter that comes twice is refused. With a `DPoP` proof, which carries the nonce of the `DPoP-Nonce` header, the token is bound to its key; the grant `authorization_code` and its refresh tokens demand one, and the attestation of a wallet that is registered so. Where issuing may have to wait, an offer, too, comes with a refresh token: for the next access token while it waits.',
    consumes: ['application/x-www-form-urlencoded'],
    params: parameters(),
    body: {
      type: 'object',
      required: ['grant_type'],
      properties: {
        grant_type: { enum: ['urn:ietf:params:oauth:grant-type:pre-authorized_code', 'authorization_code', 'refresh_token'] },
        client_id: { ...text, description: 'With an authorization code, and its refresh tokens' },
        code: text,
        code_verifier: text,
        redirect_uri: text,
        refresh_token: text,
        'pre-authorized_code': text,
        tx_code: { ...text, description: 'The transaction code that the citizen was told; five wrong ones end the offer' },
        authorization_details: { ...text, description: 'JSON as at the authorization endpoint: the part that is wanted of what was offered or granted' },
        retry_key: { ...text, description: 'Of our own, 32 to 128 characters of A-Z, a-z, 0-9, - and _: with the same key the code may be redeemed again until its credential is issued, should an answer be lost' },
      },
    },
    response: {
      200: json('Access token', ['access_token', 'token_type', 'expires_in'], { access_token: text, token_type: { enum: ['Bearer', 'DPoP'] }, expires_in: { type: 'integer', description: 'Seconds' }, refresh_token: text, scope: text, authorization_details: { type: 'array', items: { type: 'object', additionalProperties: true } } }),
      ...refusals('oauth', { 400: '`invalid_request`, `unsupported_grant_type`, `invalid_authorization_details`, `invalid_dpop_proof`, `use_dpop_nonce` or `invalid_grant`: the code or token is unknown, used or expired, or the transaction code wrong', 401: '`invalid_client` or `invalid_client_attestation`', ...unknownAuthority, 413: 'The body is too large', 415: 'The body is not a form' }),
    },
  },
}

export const nonce = {
  ...describedOnly,
  schema: {
    ...wallets,
    operationId: 'giveNonce',
    summary: 'A fresh nonce for a key proof',
    description: 'OpenID4VCI 1.0, section 7. Takes no body.',
    params: parameters(),
    response: { 200: json('Nonce', ['c_nonce'], { c_nonce: text }), ...refusals('oauth', unknownAuthority) },
  },
}

const credentials = json('Credentials', ['credentials', 'notification_id'], { credentials: { type: 'array', items: { type: 'object', required: ['credential'], properties: { credential: text } } }, notification_id: text })
const notYet = json('Not yet: ask for the transaction after `interval` seconds', ['transaction_id', 'interval'], { transaction_id: text, interval: { type: 'integer' } })
const responseEncryption = json('How the answer is to be encrypted', ['jwk', 'enc'], { jwk: { type: 'object', additionalProperties: true }, enc: { enum: ['A128GCM', 'A256GCM'] }, zip: { const: 'DEF' } })

export const credential = {
  ...describedOnly,
  schema: {
    ...wallets,
    ...bearer,
    operationId: 'issueCredential',
    summary: 'Issue the credential to each key that is proven',
    description: 'OpenID4VCI 1.0, section 8. For several keys, all of them get one or none does. Unknown members are ignored; a member that comes twice is refused. As `application/jwt` the request is encrypted to the key that the metadata names (section 10), and with `credential_response_encryption` its answer is, too.',
    consumes: ['application/json', 'application/jwt'],
    produces: ['application/json', 'application/jwt'],
    params: parameters(),
    body: {
      type: 'object',
      required: ['proofs'],
      properties: {
        credential_configuration_id: { ...text, examples: ['residency-sd-jwt', 'residency-vc-jwt', 'residency-jwt-vc', 'residency-mdoc'] },
        credential_identifier: { ...text, description: 'Instead, where the token came with credential identifiers' },
        proofs: { type: 'object', description: 'Of one type', minProperties: 1, maxProperties: 1, properties: { attestation: { ...texts, minItems: 1, maxItems: 1, description: 'A key attestation, where the metadata says that they are taken: a credential for each key, ten at most' }, jwt: { ...texts, minItems: 1, maxItems: 10, description: 'Key proofs, each of another key: ES256, `typ` openid4vci-proof+jwt, with the nonce' } } },
        credential_response_encryption: responseEncryption,
      },
    },
    response: {
      200: credentials,
      202: notYet,
      ...refusals('oauth', { 400: '`invalid_credential_request`, `unknown_credential_configuration`, `invalid_proof`, `invalid_nonce`, `invalid_encryption_parameters` or another of section 8.3.1', ...badToken, ...unknownAuthority, 413: 'The body is too large', 415: 'The body is not JSON' }),
    },
  },
}

export const deferred = {
  ...describedOnly,
  schema: {
    ...wallets,
    ...bearer,
    operationId: 'collectDeferred',
    summary: 'Collect credentials that could not be issued at once',
    description: 'OpenID4VCI 1.0, section 9. The council\'s record is read again. Encrypted as credential requests are.',
    consumes: ['application/json', 'application/jwt'],
    produces: ['application/json', 'application/jwt'],
    params: parameters(),
    body: { type: 'object', required: ['transaction_id'], properties: { transaction_id: text, credential_response_encryption: responseEncryption } },
    response: {
      200: credentials,
      202: notYet,
      ...refusals('oauth', { 400: '`invalid_transaction_id`, `credential_request_denied`, `invalid_credential_request` or `invalid_encryption_parameters`', ...badToken, ...unknownAuthority, 413: 'The body is too large', 415: 'The body is neither JSON nor a JWT' }),
    },
  },
}

export const notification = {
  ...describedOnly,
  schema: {
    ...wallets,
    ...bearer,
    operationId: 'noteOutcome',
    summary: 'What became of the credential in the wallet',
    description: 'OpenID4VCI 1.0, section 11. May be sent again; free text is dropped unread.',
    consumes: ['application/json'],
    params: parameters(),
    body: { type: 'object', required: ['notification_id', 'event'], properties: { notification_id: text, event: { enum: ['credential_accepted', 'credential_failure', 'credential_deleted'] } } },
    response: {
      204: { type: 'null', description: 'Noted' },
      ...refusals('oauth', { 400: '`invalid_notification_request` or `invalid_notification_id`', ...badToken, ...unknownAuthority, 413: 'The body is too large', 415: 'The body is not JSON' }),
    },
  },
}

const published = (operationId: string, summary: string, what: object, params: object = parameters()) => ({
  ...describedOnly,
  schema: { ...anybody, operationId, summary, params, response: { 200: what, ...refusals('problem', { 404: 'There is nothing here' }) } },
})

export const formProfiles = published(
  'formProfiles',
  'What an authority\'s forms ask for, as a JWT of the authority',
  { description: 'A JWT of the type `form-profiles+jwt`, signed with a key of the authority\'s DID: `profiles`, each `{ id, version, publishedAt, profile }`, and the ids of the `withdrawn`. With an `ETag`', content: { 'application/form-profiles+jwt': { schema: text } } },
)

export const issuerMetadata = published(
  'credentialIssuerMetadata',
  'Credential Issuer Metadata',
  json('OpenID4VCI 1.0, section 12.2.4; signed, with the same members as claims, for who accepts `application/jwt` (section 12.2.3)', ['credential_issuer', 'credential_endpoint', 'credential_configurations_supported'], {
    credential_issuer: text,
    credential_endpoint: text,
    nonce_endpoint: text,
    deferred_credential_endpoint: text,
    notification_endpoint: text,
    credential_request_encryption: { type: 'object', additionalProperties: true, description: 'The key to which requests may be encrypted' },
    credential_response_encryption: { type: 'object', additionalProperties: true, description: 'How answers can be encrypted' },
    batch_credential_issuance: json('How many credentials one request may ask for', ['batch_size'], { batch_size: { type: 'integer' } }),
    display: { type: 'array', items: { type: 'object', properties: { name: text, locale: text } } },
    credential_configurations_supported: { type: 'object', additionalProperties: true, description: 'Credential Configurations by id' },
  }),
)
export const authorizationServerMetadata = published(
  'authorizationServerMetadata',
  'Authorization Server Metadata',
  json('RFC 8414', ['issuer', 'token_endpoint'], { issuer: text, token_endpoint: text, grant_types_supported: texts, response_types_supported: texts, token_endpoint_auth_methods_supported: texts, 'pre-authorized_grant_anonymous_access_supported': { type: 'boolean' } }),
)
const keys = json('RFC 7517, section 5: the keys of the authority for credentials and for status lists, those too that will take their place, and where its address is `iss` those that had it', ['keys'], { keys: { type: 'array', items: { type: 'object', additionalProperties: true, description: 'A key for ES256, with `kid` as headers have it' } } })
export const jwtVcIssuer = published('jwtVcIssuerMetadata', 'JWT VC Issuer Metadata', json('SD-JWT VC, draft 13, section 5', ['issuer', 'jwks'], { issuer: text, jwks: keys }))
export const keySet = published('issuerKeySet', 'The same keys alone', keys)
export const typeDocument = published(
  'credentialTypeDocument',
  'What lies beside the Type Metadata',
  {
    description: 'For W3C credentials a JSON-LD context and a JSON Schema; for every wallet the picture of the card',
    content: { 'application/ld+json': { schema: text }, 'application/schema+json': { schema: text }, 'image/svg+xml': { schema: text } },
  },
  parameters({ type: 'Id of the type', version: 'Its version', document: '`context.jsonld`, `schema.json` or `card.svg`' }, {}),
)
export const credentialType = published(
  'credentialTypeMetadata',
  'Type Metadata at the vct of a credential',
  json('SD-JWT VC, type metadata', ['vct', 'name', 'claims'], { vct: text, name: text, description: text, display: { type: 'array', items: { type: 'object', additionalProperties: true } }, claims: { type: 'array', items: { type: 'object', additionalProperties: true } } }),
  parameters({ type: 'Id of the type', version: 'Its version' }, {}),
)

export const listStatement = published(
  'listStatement',
  'What an authority\'s status lists held when their digest was anchored on the ledger',
  { description: 'The statement, whose SHA-256 is on the ledger', content: { 'application/json': { schema: text } } },
  parameters({ number: 'Number of the statement, or `newest`' }),
)

/** A list, at present or as it was. */
const listOf = (operationId: string, summary: string, what: object) => {
  const list = published(operationId, summary, what, parameters({ number: 'Number of the list' }))
  const querystring = { type: 'object', properties: { time: { ...text, description: 'As it was at this second since 1970 (Token Status List, section 8.4)' } } }
  const { 200: found, ...others } = list.schema.response
  return { ...list, schema: { ...list.schema, querystring, response: { 200: found, 304: { type: 'null', description: 'The list that you have is the newest' }, ...refusals('problem', { 400: '`time` is no such number', 501: 'The past is not told here' }), ...others } } }
}
const listToken = { description: 'Status List Token', content: { 'application/statuslist+jwt': { schema: text }, 'application/statuslist+cwt': { schema: { type: 'string', format: 'binary' } } } }
export const statusList = listOf('statusList', 'A signed Token Status List, as JWT, or as CWT for who accepts `application/statuslist+cwt`', listToken)
export const bitstringList = (purpose: 'revocation' | 'suspension') =>
  listOf(`bitstringStatusList-${purpose}`, `The same list as a W3C Bitstring Status List of ${purpose}`, { description: 'BitstringStatusListCredential, data model 2.0', content: { 'application/vc+jwt': { schema: text } } })
