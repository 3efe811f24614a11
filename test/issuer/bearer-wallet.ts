import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { makeKeyPair, makeProof, type KeyPair } from './issuer-scene.ts'
import type { KillableIssuer } from './killable-issuer.ts'

export interface CodeOfOffer {
  readonly code: string
  readonly txCode: string
}

/** Makes an offer at an issuer in a process of its own, and reads its code as a wallet does. */
export async function offerBy(process: KillableIssuer, id: string, type = 'residency'): Promise<CodeOfOffer> {
  const made = JSON.parse((await process.ask(`offer ${id} ${type}`)).slice('offer '.length)) as { offerUri: string; txCode: string }
  const shown = (await (await fetch(made.offerUri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  return { code: shown.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', txCode: made.txCode }
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** What a wallet with an offer does, over HTTP. */
export function bearerWallet(identifier: string, now: () => number) {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> => fetch(`${identifier}/${path}`, { method: 'POST', body, headers })
  const redeem = ({ code, txCode }: CodeOfOffer): Promise<Response> =>
    post('token', new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode }).toString(), formType)
  const nonce = async (): Promise<string> => ((await (await fetch(`${identifier}/nonce`, { method: 'POST' })).json()) as { c_nonce: string }).c_nonce
  const tokens = async (offered: CodeOfOffer) => (await (await redeem(offered)).json()) as { readonly access_token: string; readonly refresh_token?: string }
  const authorised = (token: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` })
  return {
    redeem,
    tokens,
    token: async (offered: CodeOfOffer): Promise<string> => (await tokens(offered)).access_token,
    refresh: (token: string): Promise<Response> => post('token', new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }).toString(), formType),
    nonce,
    /** With one nonce for all, or one for each key. */
    ask: async (token: string, keys: readonly KeyPair[] = [makeKeyPair()], configuration = 'residency-sd-jwt', nonces: readonly string[] = []): Promise<Response> => {
      const one = nonces[0] ?? (await nonce())
      const proofs = keys.map((key, place) => makeProof(key, { aud: identifier, iat: now(), nonce: nonces[place] ?? one }))
      return post('credential', JSON.stringify({ credential_configuration_id: configuration, proofs: { jwt: proofs } }), authorised(token))
    },
    collect: (token: string, transactionId: string): Promise<Response> => post('deferred', JSON.stringify({ transaction_id: transactionId }), authorised(token)),
  }
}

/** The status indices of the credentials in an answer. */
export async function indicesIn(answer: Response): Promise<number[]> {
  const { credentials } = (await answer.json()) as { credentials: { credential: string }[] }
  return credentials.map(({ credential }) => {
    const payload = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as { status: { status_list: { idx: number } } }
    return payload.status.status_list.idx
  })
}
