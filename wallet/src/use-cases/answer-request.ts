import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { makeAnswer, makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/request-object'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import type { EncryptAnswer, World } from '../ports.ts'
import type { AskedFact, ConsentRequest } from './read-request.ts'

/** Shares the facts that were agreed to, and nothing else. Answers where the browser goes on, when the form is on this device. */
export const answerRequest =
  ({ http, keys, vault, now, newId }: Pick<World, 'http' | 'keys' | 'vault' | 'now' | 'newId'>, encrypt: EncryptAnswer) =>
  async ({ request, query, credential, authority }: ConsentRequest, facts: readonly AskedFact[]): Promise<string | null> => {
    const selection = selectDisclosures(credential.credential, facts.map(({ path }) => path), { sha256: sha256Text })
    const presentation = await bindToHolder(
      selection,
      { audience: request.clientId.full, nonce: request.nonce, issuedAt: epochSeconds(now()) },
      { sha256: sha256Text, sign: (signingInput) => keys.sign(credential.id, signingInput) },
    )
    const response = await encrypt(makeAnswer({ [query.id]: [presentation] }, request.state), request.encryptTo)
    const { status, json } = await http.postForm(request.responseUri, { response })
    const shared = status === 200
    if (status < 500 && status !== 429) {
      await vault.note({ id: newId(), at: now(), kind: shared ? 'shared' : 'refused', who: authority.name, what: request.purpose?.form ?? credential.name, claims: facts.map(({ label }) => label) })
    }
    if (shared) return wayBackIn(json)
    if (status >= 500 || status === 429) throw new Fault('not_reachable')
    if (status === 404) throw new Fault('request_gone')
    throw new Fault('answer_refused', { refusal: typeof json['refusal'] === 'string' ? json['refusal'] : null, wayBack: wayBackIn(json) })
  }

/** Says no. It looks the same whether the citizen declined or has nothing to show. @see OpenID4VP 1.0, section 8.5 */
export const declineRequest =
  ({ http, vault, now, newId }: Pick<World, 'http' | 'vault' | 'now' | 'newId'>) =>
  async (request: AcceptedRequest, authority: ListedAuthority): Promise<string | null> => {
    const { json } = await http.postForm(request.responseUri, Object.fromEntries(makeErrorResponse('access_denied', request.state)))
    await vault.note({ id: newId(), at: now(), kind: 'declined', who: authority.name, what: request.purpose?.form ?? authority.name, claims: [] })
    return wayBackIn(json)
  }

/** Where the citizen goes on; a web page or nothing. @see OpenID4VP 1.0, section 8.2 */
function wayBackIn({ redirect_uri: address }: JsonObject): string | null {
  return typeof address === 'string' && /^https?:$/.test(URL.parse(address)?.protocol ?? '') ? address : null
}
