import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import type { HolderKeys } from '../ports.ts'
import type { Store } from './open-store.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** P-256 keys made by the browser as not extractable: they sign here and can't be copied, by us or by anyone. */
export const webHolderKeys = (store: Store): HolderKeys => ({
  create: async (id) => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
    await store.put('keys', privateKey, id)
    return { kty: 'EC', crv: 'P-256', x, y } satisfies P256PublicJwk
  },
  sign: async (id, signingInput) => {
    const key = await store.get('keys', id)
    if (key === undefined) throw new Fault('key_missing')
    return toBase64Url(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(signingInput))))
  },
  remove: (id) => store.delete('keys', id),
})
