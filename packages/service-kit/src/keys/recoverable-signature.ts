import { Signature, SigningKey } from 'ethers'

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/**
 * What the ledger takes: `s` in the lower half, and the bit that lets the public key be recovered. Keepers answer r and s
 * alone. @see EIP-2, EIP-155
 */
export function recoverableSignature(digest: Uint8Array, rs: Uint8Array, publicKeyHex: string): Signature {
  const r = `0x${Buffer.from(rs.subarray(0, 32)).toString('hex')}`
  const given = BigInt(`0x${Buffer.from(rs.subarray(32)).toString('hex')}`)
  const s = `0x${(given > order / 2n ? order - given : given).toString(16).padStart(64, '0')}`
  for (const yParity of [0, 1] as const) {
    const signature = Signature.from({ r, s, yParity })
    if (SigningKey.recoverPublicKey(digest, signature) === `0x${publicKeyHex}`) return signature
  }
  throw new Error('The signature is not of the key that was asked to sign.')
}
