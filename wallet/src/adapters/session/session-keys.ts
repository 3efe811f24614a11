import { utf8 } from '@counterfoil/shared/kernel/bytes'
import { Fault } from '../../domain/fault.ts'
import type { HolderKeys } from '../../ports.ts'
import type { SealedRecord, Store } from '../open-store.ts'
import type { AskKey } from '../record-seal.ts'
import { holderKeyAlgorithm, publicJwkOf, signWith } from '../web-holder-keys.ts'

const format = 'pkcs8'
const sealing = (id: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({ name: 'AES-GCM', iv, additionalData: utf8(id) })

/**
 * Keys of a session: sealed by its key, for a browser writes what it keeps to its disk, keys as well. The browser seals and opens
 * them itself: their bytes are never in the page's memory, and what signs can't be taken out.
 */
export const sealedHolderKeys = (store: Store, askKey: AskKey): HolderKeys => {
  const seal = async (id: string, signer: CryptoKey): Promise<SealedRecord> => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    return { id, iv, sealed: await crypto.subtle.wrapKey(format, signer, (await askKey()).key, sealing(id, iv)) }
  }
  const open = async ({ id, iv, sealed }: SealedRecord, toSealAgain = false): Promise<CryptoKey | null> =>
    crypto.subtle.unwrapKey(format, sealed, (await askKey()).key, sealing(id, iv), holderKeyAlgorithm, toSealAgain, ['sign']).catch(() => null)
  const opened = async (id: string, toSealAgain = false): Promise<CryptoKey> => {
    const record = await store.get('keys', id)
    const signer = record === undefined || record instanceof CryptoKey ? null : await open(record, toSealAgain)
    if (signer === null) throw new Fault('key_missing')
    return signer
  }
  return {
    make: async () => {
      // What is sealed has to be of the kind that can be taken out; it is given to nobody.
      const { privateKey, publicKey } = await crypto.subtle.generateKey(holderKeyAlgorithm, true, ['sign', 'verify'])
      const signer = await open(await seal('new', privateKey))
      if (signer === null) throw new Fault('key_missing')
      return { publicKey: await publicJwkOf(publicKey), sign: signWith(signer), keep: async (id) => void (await store.put('keys', await seal(id, privateKey), id)) }
    },
    sign: async (id, signingInput) => signWith(await opened(id))(signingInput),
    // It is given to nobody, as when it was made.
    keepAlso: async (id, as) => void (await store.put('keys', await seal(as, await opened(id, true)), as)),
    remove: (id) => store.delete('keys', id),
  }
}
