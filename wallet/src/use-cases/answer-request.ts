import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { makeAnswer, makeErrorResponse, type VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { authorisation } from '@counterfoil/shared/oid4vp/transaction-data'
import { askerOf, namesAskedFor, type AgreedShare, type AnsweredError, type CannotAnswer, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
import type { Requester } from '../domain/requester.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { EncryptAnswer, HttpAnswer, World } from '../ports.ts'

type Needs = Pick<World, 'http' | 'keys' | 'vault' | 'now' | 'newId'>
/** Where the browser goes on, when the form is on this device; or what the citizen tells the form, when it is on another. */
export type WayBack = string | { readonly number: string } | null

/**
 * The two answers to a request: sharing the facts that were agreed to and nothing else, or saying no. A second press
 * while the first answer is under way joins it, whichever button it was: one request gets one answer.
 */
export function answering(world: Needs, encrypt: EncryptAnswer) {
  const underWay = new WeakMap<AcceptedRequest, Promise<WayBack>>()
  const once = (request: AcceptedRequest, answer: () => Promise<WayBack>): Promise<WayBack> => {
    const earlier = underWay.get(request)
    if (earlier !== undefined) return earlier
    const begun = answer().catch((error: unknown) => {
      underWay.delete(request)
      throw error
    })
    underWay.set(request, begun)
    return begun
  }
  return {
    answerRequest: (consent: Pick<ConsentRequest, 'request' | 'requester' | 'asked' | 'transactions'>, shares: readonly AgreedShare[]) => once(consent.request, () => share(world, encrypt, consent, shares)),
    declineRequest: (request: AcceptedRequest, requester: Requester, error: AnsweredError = 'access_denied') => once(request, () => decline(world, { request, requester, error })),
  }
}

async function share(world: Needs, encrypt: EncryptAnswer, { request, requester, asked, transactions }: Pick<ConsentRequest, 'request' | 'requester' | 'asked' | 'transactions'>, shares: readonly AgreedShare[]): Promise<WayBack> {
  const authorisedBy = sharesThatAuthorise(transactions, shares)
  const presentations = new Map<string, readonly string[]>()
  for (const agreed of shares) {
    const authorised = transactions.filter((transaction) => authorisedBy.get(transaction) === agreed)
    presentations.set(agreed.queryId, [...(presentations.get(agreed.queryId) ?? []), await present(world, request, agreed, authorised)])
  }
  const vpToken = Object.fromEntries(presentations)
  const fields = request.encryptTo === null ? plainFields(vpToken, request.state) : { response: await encrypt(makeAnswer(vpToken, request.state), request.encryptTo) }
  const answer = await world.http.postForm(request.responseUri, fields)
  const { status, json } = answer
  if (status >= 500 || status === 429) throw new Fault('not_reachable')
  await world.vault.note({
    id: world.newId(),
    at: world.now(),
    kind: status === 200 ? 'shared' : 'refused',
    who: requester.name,
    what: request.purpose?.form ?? requester.name,
    claims: shares.flatMap(({ facts }) => facts.map(({ label }) => label)),
    asker: askerOf(request, requester),
    asked: namesAskedFor(asked),
  })
  if (status === 200) return goingOnBy(json)
  throw refusalOf(answer)
}

/** @see OpenID4VP 1.0, section 8.2 */
const plainFields = (vpToken: VpToken, state: string | null): Record<string, string> => ({ vp_token: JSON.stringify(vpToken), ...(state === null ? {} : { state }) })

/** Each transaction by one credential alone. @see OpenID4VP 1.0, section 5.1 */
function sharesThatAuthorise(transactions: readonly Transaction[], shares: readonly AgreedShare[]): ReadonlyMap<Transaction, AgreedShare> {
  return new Map(
    transactions.map((transaction) => {
      const authorising = shares.find(({ queryId }) => transaction.credentialIds.includes(queryId))
      if (authorising === undefined) throw new Fault('unexpected')
      return [transaction, authorising]
    }),
  )
}

async function present({ keys, now }: Needs, request: AcceptedRequest, { credential, facts }: AgreedShare, transactions: readonly Transaction[]): Promise<string> {
  const selection = selectDisclosures(credential.credential, facts.map(({ path }) => path), { sha256: sha256Text })
  return bindToHolder(
    selection,
    { audience: request.clientId.full, nonce: request.nonce, issuedAt: epochSeconds(now()), more: authorisation(transactions, sha256Text) },
    { sha256: sha256Text, sign: (signingInput) => keys.sign(credential.id, signingInput) },
  )
}

function refusalOf({ status, json }: HttpAnswer): Fault {
  if (status === 404) return new Fault('request_gone')
  return new Fault('answer_refused', { refusal: typeof json['refusal'] === 'string' ? json['refusal'] : null, wayBack: wayBackIn(json) })
}

/** Looks the same whether the citizen declined or has nothing to show. @see OpenID4VP 1.0, section 8.5 */
async function decline({ http, vault, now, newId }: Needs, { request, requester, error }: Pick<CannotAnswer, 'request' | 'requester' | 'error'>): Promise<WayBack> {
  const { json } = await http.postForm(request.responseUri, Object.fromEntries(makeErrorResponse(error, request.state)))
  await vault.note({ id: newId(), at: now(), kind: 'declined', who: requester.name, what: request.purpose?.form ?? requester.name, claims: [], asker: askerOf(request, requester) })
  return wayBackIn(json)
}

/** What a verifier like ours gives for a form on another device; else a web page or nothing. @see OpenID4VP 1.0, section 8.2 */
const goingOnBy = (json: JsonObject): WayBack => (typeof json['counterfoil_number'] === 'string' && /^\d{2}$/.test(json['counterfoil_number']) ? { number: json['counterfoil_number'] } : wayBackIn(json))

function wayBackIn({ redirect_uri: address }: JsonObject): string | null {
  return typeof address === 'string' && /^https?:$/.test(URL.parse(address)?.protocol ?? '') ? address : null
}
