import { Fault } from '../../domain/fault.ts'
import type { HolderKeys } from '../../ports.ts'
import type { Store } from '../open-store.ts'
import { openSealed, sealBytes, type AskKey } from '../record-seal.ts'
import { holderKeyAlgorithm, publicJwkOf, signWith } from '../web-holder-keys.ts'

/**
 * Keys of a session: sealed by its key, for a browser writes what it keeps to its disk, keys as well. What signs can't be taken
 * out; what could be was there until it was sealed.
 */
export const sealedHolderKeys = (store: Store, askKey: AskKey): HolderKeys => ({
  make: async () => {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(holderKeyAlgorithm, true, ['sign', 'verify'])
    const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
    const signer = await importSigner(bytes)
    return {
      publicKey: await publicJwkOf(publicKey),
      sign: signWith(signer),
      keep: async (id) => {
        await store.put('keys', await sealBytes((await askKey()).key, id, bytes), id)
        bytes.fill(0)
      },
    }
  },
  sign: async (id, signingInput) => {
    const record = await store.get('keys', id)
    const bytes = record === undefined || record instanceof CryptoKey ? null : await openSealed((await askKey()).key, record)
    if (bytes === null) throw new Fault('key_missing')
    const signer = await importSigner(bytes)
    bytes.fill(0)
    return signWith(signer)(signingInput)
  },
  remove: (id) => store.delete('keys', id),
})

const importSigner = (pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => crypto.subtle.importKey('pkcs8', pkcs8, holderKeyAlgorithm, false, ['sign'])
