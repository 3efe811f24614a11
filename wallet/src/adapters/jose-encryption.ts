import { utf8 } from '@counterfoil/shared/kernel/bytes'
import type { EncryptAnswer } from '../ports.ts'

/** Encrypts by ECDH-ES; the library is loaded when something is shared for the first time. */
export const encryptWithJose: EncryptAnswer = async (plaintext, { key, enc }) => {
  const { CompactEncrypt, importJWK } = await import('jose')
  const { kty, crv, x, y, kid } = key
  return new CompactEncrypt(utf8(plaintext))
    .setProtectedHeader({ alg: 'ECDH-ES', enc, ...(kid === '' ? {} : { kid }) })
    .encrypt(await importJWK({ kty, crv, x, y }, 'ECDH-ES'))
}
