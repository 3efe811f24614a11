/**
 * Descriptions for `/docs`. They check nothing: protocol messages are parsed by our own strict code, which knows which
 * members to ignore and which error each standard wants.
 */
export const describedOnly = { validatorCompiler: () => () => true, serializerCompiler: () => (answer: unknown) => JSON.stringify(answer) }

export const text = { type: 'string' } as const
export const texts = { type: 'array', items: text } as const
export const wallets = { tags: ['Wallets'] } as const
export const anybody = { tags: ['Anybody'] } as const
export const bearer = { security: [{ accessToken: [] }] } as const
export const authority = { authority: { ...text, description: 'Id of the authority', examples: ['aldermoor'] } } as const

export const parameters = (more: Readonly<Record<string, string>> = {}, own: object = authority) => {
  const properties = { ...own, ...Object.fromEntries(Object.entries(more).map(([name, description]) => [name, { ...text, description }])) }
  return { type: 'object', required: Object.keys(properties), properties } as const
}
export const json = (description: string, required: readonly string[], properties: Readonly<Record<string, object>>) => ({ type: 'object', description, required, properties })
export const unknownAuthority = { 404: 'There is no such authority' } as const
export const badToken = { 401: 'The access token is missing, unknown or expired' } as const
