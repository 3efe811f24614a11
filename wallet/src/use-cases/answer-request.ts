import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { makeAnswer, makeErrorResponse, type VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import { isErasureHandle } from '@counterfoil/shared/oid4vp/erasure'
import type { Activity } from '../domain/activity.ts'
import { askerOf, namesAskedFor, type AgreedShare, type AnsweredError, type CannotAnswer, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
import type { Requester } from '../domain/requester.ts'
import type { Transaction } from '../domain/transaction.ts'
import { presentHeld } from '../formats/formats.ts'
import type { EncryptAnswer, HttpAnswer, World } from '../ports.ts'
import { showCopies } from './show-copies.ts'

type Needs = Pick<World, 'http' | 'keys' | 'vault' | 'now' | 'newId' | 'oneAtATime'>
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
    answerRequest: (consent: Sharing['consent'], shares: readonly AgreedShare[]) => once(consent.request, () => share(world, encrypt, { consent, shares })),
    declineRequest: (request: AcceptedRequest, requester: Requester, error: AnsweredError = 'access_denied') => once(request, () => decline(world, { request, requester, error })),
  }
}

interface Sharing {
  readonly consent: Pick<ConsentRequest, 'request' | 'requester' | 'asked' | 'transactions'>
  readonly shares: readonly AgreedShare[]
}

async function share(world: Needs, encrypt: EncryptAnswer, { consent: { request, requester, asked, transactions }, shares }: Sharing): Promise<WayBack> {
  const authorisedBy = sharesThatAuthorise(transactions, shares)
  const exchange = exchangeOf(request)
  const showing = showCopies(world, exchange)
  const presentations = new Map<string, readonly string[]>()
  for (const agreed of shares) {
    const authorised = transactions.filter((transaction) => authorisedBy.get(transaction) === agreed)
    const paths = agreed.facts.map(({ path }) => path)
    const isBound = asked.some(({ queryId, isBound: has }) => queryId === agreed.queryId && has)
    const presentation = await showing.withCopy(agreed.credential, (credential) => presentHeld({ credential, paths, request, isBound, transactions: authorised }, world))
    presentations.set(agreed.queryId, [...(presentations.get(agreed.queryId) ?? []), presentation])
  }
  const vpToken = Object.fromEntries(presentations)
  const fields = request.encryptTo === null ? plainFields(vpToken, request.state) : { response: await encrypt(makeAnswer(vpToken, request.state), request.encryptTo) }
  const claims = shares.flatMap(({ facts }) => facts.map(({ label }) => label))
  const tries = await triesOf(world, exchange)
  const before = triedBefore(tries, claims)
  const id = before ?? declinedBefore(tries) ?? world.newId()
  const note = (kind: Activity['kind'], more: Partial<Activity> = {}): Promise<void> =>
    world.vault.note({
      id,
      at: world.now(),
      kind,
      who: requester.name,
      what: request.purpose?.form ?? requester.name,
      claims,
      asker: askerOf(request, requester),
      asked: namesAskedFor(asked),
      why: request.purpose?.purpose ?? null,
      ...more,
    })
  // Whatever becomes of the answer, or of this page, the citizen finds whom they may have told.
  await note('unanswered', { exchange })
  const answer = await world.http.postForm(request.responseUri, fields)
  const { status, json } = answer
  // Whoever answers at all may have read it.
  await showing.shown()
  if (status >= 500 || status === 429) throw new Fault('not_reachable')
  // Who takes no more may have taken the first try: nothing is known of it, as before.
  if (before !== null && isOver(answer)) throw new Fault('request_gone')
  await note(status === 200 ? 'shared' : 'refused', erasableBy(request, json))
  if (status === 200) return goingOnBy(json)
  throw refusalOf(answer)
}

/** The entries of an exchange of which nobody knows whether they arrived, however the page was lost since. */
const triesOf = async ({ vault }: Pick<World, 'vault'>, exchange: string): Promise<readonly Activity[]> => (await vault.activities()).filter((one) => one.exchange === exchange)

/** Null when nothing was shared, or other facts. */
function triedBefore(tries: readonly Activity[], claims: Activity['claims']): string | null {
  const told = JSON.stringify(claims)
  return tries.find((one) => one.kind === 'unanswered' && JSON.stringify(one.claims) === told)?.id ?? null
}

const declinedBefore = (tries: readonly Activity[]): string | null => tries.find(({ kind }) => kind === 'declined')?.id ?? null

/** A no to the answer as such, and not to what it says. */
const isOver = ({ status, json }: HttpAnswer): boolean => status >= 400 && typeof json['refusal'] !== 'string'

/** By what one exchange is told from every other, also from one in which somebody else repeats the nonce. */
const exchangeOf = ({ clientId, responseUri, nonce }: AcceptedRequest): string => sha256Text(JSON.stringify([clientId.full, responseUri, nonce]))

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

/** With what it can be asked for later that this be erased. */
const erasableBy = ({ erasureEndpoint: endpoint }: AcceptedRequest, { counterfoil_erasure_handle: handle }: JsonObject): Pick<Activity, 'erasable'> => (endpoint !== null && isErasureHandle(handle) ? { erasable: { endpoint, handle } } : {})

function refusalOf({ status, json }: HttpAnswer): Fault {
  if (status === 404) return new Fault('request_gone')
  return new Fault('answer_refused', { refusal: typeof json['refusal'] === 'string' ? json['refusal'] : null, wayBack: wayBackIn(json) })
}

/** Looks the same whether the citizen declined or has nothing to show. @see OpenID4VP 1.0, section 8.5 */
async function decline(world: Needs, { request, requester, error }: Pick<CannotAnswer, 'request' | 'requester' | 'error'>): Promise<WayBack> {
  const exchange = exchangeOf(request)
  const id = declinedBefore(await triesOf(world, exchange)) ?? world.newId()
  const note = (more: Partial<Activity> = {}): Promise<void> =>
    world.vault.note({ id, at: world.now(), kind: 'declined', who: requester.name, what: request.purpose?.form ?? requester.name, claims: [], asker: askerOf(request, requester), ...more })
  // Nothing is shared, whatever becomes of the answer or of this page.
  await note({ exchange })
  const { json } = await world.http.postForm(request.responseUri, Object.fromEntries(makeErrorResponse(error, request.state)))
  await note()
  return wayBackIn(json)
}

/** What a verifier like ours gives for a form on another device; else a web page or nothing. @see OpenID4VP 1.0, section 8.2 */
const goingOnBy = (json: JsonObject): WayBack => (typeof json['counterfoil_number'] === 'string' && /^\d{3}$/.test(json['counterfoil_number']) ? { number: json['counterfoil_number'] } : wayBackIn(json))

function wayBackIn({ redirect_uri: address }: JsonObject): string | null {
  return typeof address === 'string' && /^https?:$/.test(URL.parse(address)?.protocol ?? '') ? address : null
}
