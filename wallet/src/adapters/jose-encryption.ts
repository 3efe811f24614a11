import { strictUtf8, utf8 } from '@counterfoil/shared/kernel/bytes'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault } from '../domain/fault.ts'
import type { EncryptAnswer } from '../ports.ts'
import { part } from '../parts.ts'

const jose = part(() => import('jose'))

const encryptionAlgorithm = 'ECDH-ES'

/** Encrypts by ECDH-ES; the library is loaded when something is encrypted for the first time. */
export const encryptWithJose: EncryptAnswer = async (plaintext, { key, enc }) => {
  const { CompactEncrypt, importJWK } = await jose()
  const { kty, crv, x, y, kid } = key
  return new CompactEncrypt(utf8(plaintext))
    .setProtectedHeader({ alg: encryptionAlgorithm, enc, ...(kid === '' ? {} : { kid }) })
    .encrypt(await importJWK({ kty, crv, x, y }, encryptionAlgorithm))
}

type ContentEncryption = Parameters<EncryptAnswer>[1]['enc']

/** A key for one answer, and what opens that answer. Throws a Fault `credential_wrong` for any other, also for one in the open. */
export async function keyForAnswer(enc: ContentEncryption): Promise<{ readonly key: P256PublicJwk; readonly enc: ContentEncryption; readonly open: (compact: string) => Promise<string> }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  const open = async (compact: string): Promise<string> => {
    const { compactDecrypt } = await jose()
    try {
      const { plaintext } = await compactDecrypt(compact, privateKey, { keyManagementAlgorithms: [encryptionAlgorithm], contentEncryptionAlgorithms: [enc] })
      return strictUtf8(new Uint8Array(plaintext))
    } catch (cause) {
      throw new Fault('credential_wrong', { cause })
    }
  }
  return { key: { kty: 'EC', crv: 'P-256', x, y }, enc, open }
}
