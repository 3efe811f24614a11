/**
 * Descriptions for `/docs`. They check nothing: protocol messages are parsed by our own strict code, which knows which
 * members to ignore and which error each standard wants.
 */
const describedOnly = { validatorCompiler: () => () => true, serializerCompiler: () => (answer: unknown) => JSON.stringify(answer) }

const text = { type: 'string' } as const
const tags = { wallets: ['Wallets'], anybody: ['Anybody'] } as const
const params = { type: 'object', properties: { authority: { ...text, description: 'Id of the authority', examples: ['aldermoor'] } } } as const
const withParam = (name: string, description: string) => ({ type: 'object', properties: { ...params.properties, [name]: { ...text, description } } })
const error = { type: 'object', description: 'What is wrong', properties: { error: text, error_description: text } } as const
const bearer = [{ accessToken: [] }] as const

export const offer = {
  ...describedOnly,
  schema: { tags: tags.wallets, summary: 'The offer behind a link, until it is redeemed', params: withParam('offer', 'The secret of the link'), response: { 200: { type: 'object', description: 'Credential Offer' }, 404: error } },
}

export const token = {
  ...describedOnly,
  schema: {
    tags: tags.wallets,
    summary: 'Redeem a pre-authorized code, once',
    consumes: ['application/x-www-form-urlencoded'],
    params,
    body: { type: 'object', required: ['grant_type', 'pre-authorized_code'], properties: { grant_type: text, 'pre-authorized_code': text, tx_code: text } },
    response: { 200: { type: 'object', description: 'Access token', properties: { access_token: text, token_type: text, expires_in: { type: 'integer' } } }, 400: error },
  },
}

export const nonce = {
  ...describedOnly,
  schema: { tags: tags.wallets, summary: 'A fresh nonce for a key proof', params, response: { 200: { type: 'object', description: 'Nonce', properties: { c_nonce: text } } } },
}

export const credential = {
  ...describedOnly,
  schema: {
    tags: tags.wallets,
    summary: 'Issue the credential to the key that is proven',
    security: bearer,
    params,
    body: {
      type: 'object',
      required: ['credential_configuration_id', 'proofs'],
      properties: { credential_configuration_id: { ...text, examples: ['residency-sd-jwt', 'residency-jwt-vc'] }, proofs: { type: 'object', properties: { jwt: { type: 'array', items: text } } } },
    },
    response: {
      200: { type: 'object', description: 'Credential', properties: { credentials: { type: 'array', items: { type: 'object', properties: { credential: text } } }, notification_id: text } },
      400: error,
      401: error,
    },
  },
}

export const notification = {
  ...describedOnly,
  schema: {
    tags: tags.wallets,
    summary: 'What became of the credential in the wallet',
    security: bearer,
    params,
    body: { type: 'object', required: ['notification_id', 'event'], properties: { notification_id: text, event: { enum: ['credential_accepted', 'credential_failure', 'credential_deleted'] } } },
    response: { 204: { type: 'null', description: 'Noted' }, 400: error, 401: error },
  },
}

export const issuerMetadata = { ...describedOnly, schema: { tags: tags.anybody, summary: 'Credential Issuer Metadata', params, response: { 200: { type: 'object', description: 'Metadata' } } } }
export const authorizationServerMetadata = { ...describedOnly, schema: { tags: tags.anybody, summary: 'Authorization Server Metadata', params, response: { 200: { type: 'object', description: 'Metadata' } } } }
export const credentialType = {
  ...describedOnly,
  schema: { tags: tags.anybody, summary: 'Type Metadata at the vct of a credential', params: { type: 'object', properties: { type: text, version: text } }, response: { 200: { type: 'object', description: 'Metadata' } } },
}
export const statusList = {
  ...describedOnly,
  schema: { tags: tags.anybody, summary: 'A signed Token Status List', params: withParam('number', 'Number of the list'), produces: ['application/statuslist+jwt'], response: { 200: { type: 'string', description: 'Status List Token' }, 304: { type: 'null', description: 'The list you have is the newest' } } },
}
