import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { signedBy } from '../../support/outside-wallet.ts'
import { claimsBy, startOtherServer, type OtherServer } from './other-server.ts'

// GOV.UK One Login's token service, as its documentation has it: a code that the issuer signed, by its published keys, for an access token
// that is a JWT. A border that isn't ours.

export interface OneLogin extends OtherServer {
  /** Any token, as this server would sign it. */
  tokenWith(changes: { readonly header?: Readonly<Record<string, unknown>>; readonly claims: Readonly<Record<string, unknown>> }): string
}

export interface TokenAnswer {
  readonly access_token: string
}

/** `who` is signed in to the wallet. */
export async function startOneLogin(who: string, clientId: string): Promise<OneLogin> {
  const spent = new Set<string>()
  const tokenWith: OneLogin['tokenWith'] = ({ header, claims }) =>
    signedBy(server.key, { typ: 'at+jwt', kid: server.kid, ...header }, { iss: server.url, sub: who, jti: randomUUID(), c_nonce: randomUUID(), exp: Math.floor(Date.now() / 1000) + 180, ...claims })
  const server = await startOtherServer(async ({ path, body }, self) => {
    if (path !== '/token') return { status: 404, body: {} }
    const code = new URLSearchParams(body).get('pre-authorized_code') ?? ''
    const { iss = '' } = decodeJwt(code)
    const claims = await claimsBy(code, `${iss}/.well-known/jwks.json`)
    const { aud, iat = 0, exp = 0, credential_identifiers: identifiers } = claims
    if (aud !== self.url || claims['clientId'] !== clientId || exp - iat > 3600 || spent.has(code)) return { status: 400, body: { error: 'invalid_grant' } }
    if (Object.keys(claims).sort().join(' ') !== 'aud clientId credential_identifiers exp iat iss') return { status: 400, body: { error: 'invalid_request' } }
    spent.add(code)
    return { status: 200, body: { access_token: tokenWith({ claims: { aud: iss, credential_identifiers: identifiers } }), token_type: 'bearer', expires_in: 180 } }
  })
  return { ...server, tokenWith }
}
