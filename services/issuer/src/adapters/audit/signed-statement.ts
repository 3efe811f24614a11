import type { Authority } from '../../domain/authority.ts'
import type { Es256Signer } from '../../ports.ts'
import type { SignStatement } from '../../ports/audit.ts'
import { jwtToSign } from '../list-forms/jwt-to-sign.ts'

/** Its type is of our own, so that it passes for no credential. @see RFC 8725, section 3.11 */
export const statementSigner =
  (signerOf: (authority: Authority) => Es256Signer<'credential'>): SignStatement =>
  async (authority, typ, claims) => {
    const { kid, x5c, sign } = signerOf(authority)
    const { toSign, finish } = jwtToSign({ typ, kid, x5c: [...x5c] }, JSON.parse(JSON.stringify({ iss: authority.did, ...claims })))
    return finish(await sign(String(toSign))) as string
  }
