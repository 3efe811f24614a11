import { createHmac, createPrivateKey, sign } from 'node:crypto'

const secretPrefix = 'whsec_'
const keyPrefix = 'whsk_'
/** A private Ed25519 key of 32 bytes, as PKCS #8 has it. @see RFC 8410, section 7 */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const bytesOf = (text: string, prefix: string): Buffer | null => (text.startsWith(prefix) ? Buffer.from(text.slice(prefix.length), 'base64') : null)

/** 24 to 64 bytes. @see Standard Webhooks, "Signature scheme" */
export function isWebhookSecret(text: string): boolean {
  const length = bytesOf(text, secretPrefix)?.length ?? 0
  return length >= 24 && length <= 64
}

/** The seed, or the seed with the public key behind it. */
export const isWebhookKey = (text: string): boolean => [32, 64].includes(bytesOf(text, keyPrefix)?.length ?? 0)

/** Every signature of a message, for the header. @see Standard Webhooks, "Signature scheme" */
export function signaturesOf(message: { readonly id: string; readonly at: number; readonly body: string }, { secrets, signingKeys }: { readonly secrets: readonly string[]; readonly signingKeys: readonly string[] }): string {
  const signed = Buffer.from(`${message.id}.${message.at}.${message.body}`)
  const symmetric = secrets.map((secret) => `v1,${createHmac('sha256', bytesOf(secret, secretPrefix) ?? '').update(signed).digest('base64')}`)
  const asymmetric = signingKeys.map((text) => {
    const key = createPrivateKey({ key: Buffer.concat([pkcs8, (bytesOf(text, keyPrefix) ?? Buffer.alloc(0)).subarray(0, 32)]), format: 'der', type: 'pkcs8' })
    return `v1a,${sign(null, signed, key).toString('base64')}`
  })
  return [...symmetric, ...asymmetric].join(' ')
}
