import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import { SDJwtVcInstance, type SdJwtVcPayload } from '@sd-jwt/sd-jwt-vc'
import type { JWK } from 'jose'

export interface OutsideSigner {
  /** The address by which wallets know the issuer. */
  readonly identifier: string
  readonly kid: string
  readonly key: KeyObject
  readonly vct: string
  readonly claims: Readonly<Record<string, string>>
}

/** Makes credentials as the SD-JWT library does, each bound to a key. */
export function outsideCredentials({ identifier, kid, key, vct, claims }: OutsideSigner): (holder: JWK) => Promise<string> {
  const library = new SDJwtVcInstance({
    signAlg: 'ES256',
    signer: async (data) => sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
    hasher: (data) => new Uint8Array(createHash('sha256').update(typeof data === 'string' ? data : new Uint8Array(data)).digest()),
    hashAlg: 'sha-256',
    saltGenerator: () => randomBytes(16).toString('base64url'),
  })
  return async ({ kty, crv, x, y }) => {
    const now = Math.floor(Date.now() / 1000)
    const payload: SdJwtVcPayload = { iss: identifier, vct, iat: now, exp: now + 3600, cnf: { jwk: { kty, crv, x, y } }, ...claims }
    return library.issue(payload, { _sd: Object.keys(claims) } as never, { header: { kid } })
  }
}
