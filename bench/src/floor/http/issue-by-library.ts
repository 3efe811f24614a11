import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import type { WayOfIssuing } from './issuer-routes.ts'

/** The SD-JWT library with the platform's crypto, as its own examples have it. */
export function issueByLibrary(key: KeyObject, header: object): WayOfIssuing['issue'] {
  const library = new SDJwtVcInstance({
    hasher: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
    hashAlg: 'sha-256',
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
    signer: (text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
    signAlg: 'ES256',
  })
  return (open, claims) => {
    const payload = { vct: '', iat: 0, ...open, ...claims }
    return library.issue(payload, { _sd: Object.keys(claims) as (keyof typeof payload)[] }, { header }) // the library wants names that it knows
  }
}
