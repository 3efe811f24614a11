import { exportJWK } from 'jose'

/** A public P-256 key as the verifier takes it. */
export interface FormPublicKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** The key pair of one presentation: the private half can't leave this process. */
export interface FormKeyPair {
  readonly privateKey: CryptoKey
  readonly publicJwk: FormPublicKey
}

/** Makes the key pair that one result is sealed to. Keep it in the citizen's server session, in memory. */
export async function makeFormKeyPair(): Promise<FormKeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  const { x, y } = await exportJWK(publicKey)
  if (x === undefined || y === undefined) throw new Error('The platform exported a P-256 key without coordinates.')
  return { privateKey, publicJwk: { kty: 'EC', crv: 'P-256', x, y } }
}
