import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import type { HolderKeys } from '../ports.ts'
import type { Store } from './open-store.ts'
import { toldWhenFull } from './told-when-full.ts'

export const holderKeyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

export const signWith =
  (key: CryptoKey) =>
  async (signingInput: string | Uint8Array): Promise<string> =>
    toBase64Url(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, typeof signingInput === 'string' ? utf8(signingInput) : new Uint8Array(signingInput))))

export async function publicJwkOf(publicKey: CryptoKey): Promise<P256PublicJwk> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty: 'EC', crv: 'P-256', x, y }
}

/** P-256 keys made by the browser as not extractable: they sign here and can't be copied, by us or by anyone. */
export const webHolderKeys = (store: Store): HolderKeys => ({
  make: async () => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(holderKeyAlgorithm, false, ['sign', 'verify'])
    return { publicKey: await publicJwkOf(publicKey), sign: signWith(privateKey), keep: async (id) => void (await toldWhenFull(() => store.put('keys', privateKey, id))) }
  },
  sign: async (id, signingInput) => {
    const key = await store.get('keys', id)
    if (!(key instanceof CryptoKey)) throw new Fault('key_missing')
    return signWith(key)(signingInput)
  },
  keepAlso: async (id, as) => {
    const key = await store.get('keys', id)
    if (!(key instanceof CryptoKey)) throw new Fault('key_missing')
    await toldWhenFull(() => store.put('keys', key, as))
  },
  remove: (id) => store.delete('keys', id),
})
