import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { Fault } from '../domain/fault.ts'
import type { HolderKeys } from '../ports.ts'
import type { Store } from './open-store.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

const signWith =
  (key: CryptoKey) =>
  async (signingInput: string): Promise<string> =>
    toBase64Url(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(signingInput))))

/** P-256 keys made by the browser as not extractable: they sign here and can't be copied, by us or by anyone. */
export const webHolderKeys = (store: Store): HolderKeys => ({
  make: async () => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
    return { publicKey: { kty: 'EC', crv: 'P-256', x, y }, sign: signWith(privateKey), keep: async (id) => void (await store.put('keys', privateKey, id)) }
  },
  sign: async (id, signingInput) => {
    const key = await store.get('keys', id)
    if (key === undefined) throw new Fault('key_missing')
    return signWith(key)(signingInput)
  },
  remove: (id) => store.delete('keys', id),
})
