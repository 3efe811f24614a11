import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { makeAnswer, makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import type { AcceptedRequest } from '@counterfoil/shared/oid4vp/request-object'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { askerOf, namesAskedFor, type AgreedShare, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
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
    answerRequest: (consent: Pick<ConsentRequest, 'request' | 'authority' | 'asked'>, shares: readonly AgreedShare[]) => once(consent.request, () => share(world, encrypt, consent, shares)),
    declineRequest: (request: AcceptedRequest, authority: ListedAuthority) => once(request, () => decline(world, request, authority)),
  }
}

async function share(world: Needs, encrypt: EncryptAnswer, { request, authority, asked }: Pick<ConsentRequest, 'request' | 'authority' | 'asked'>, shares: readonly AgreedShare[]): Promise<WayBack> {
  const presentations: [string, readonly string[]][] = []
  for (const agreed of shares) presentations.push([agreed.queryId, [await present(world, request, agreed)]])
  const response = await encrypt(makeAnswer(Object.fromEntries(presentations), request.state), request.encryptTo)
  const answer = await world.http.postForm(request.responseUri, { response })
  const { status, json } = answer
  if (status >= 500 || status === 429) throw new Fault('not_reachable')
  await world.vault.note({
    id: world.newId(),
    at: world.now(),
    kind: status === 200 ? 'shared' : 'refused',
    who: authority.name,
    what: request.purpose?.form ?? authority.name,
    claims: shares.flatMap(({ facts }) => facts.map(({ label }) => label)),
    asker: askerOf(request, authority),
    asked: namesAskedFor(asked),
  })
  if (status === 200) return goingOnBy(json)
  throw refusalOf(answer)
}

async function present({ keys, now }: Needs, request: AcceptedRequest, { credential, facts }: AgreedShare): Promise<string> {
  const selection = selectDisclosures(credential.credential, facts.map(({ path }) => path), { sha256: sha256Text })
  return bindToHolder(
    selection,
    { audience: request.clientId.full, nonce: request.nonce, issuedAt: epochSeconds(now()) },
    { sha256: sha256Text, sign: (signingInput) => keys.sign(credential.id, signingInput) },
  )
}

function refusalOf({ status, json }: HttpAnswer): Fault {
  if (status === 404) return new Fault('request_gone')
  return new Fault('answer_refused', { refusal: typeof json['refusal'] === 'string' ? json['refusal'] : null, wayBack: wayBackIn(json) })
}

/** Looks the same whether the citizen declined or has nothing to show. @see OpenID4VP 1.0, section 8.5 */
async function decline({ http, vault, now, newId }: Needs, request: AcceptedRequest, authority: ListedAuthority): Promise<WayBack> {
  const { json } = await http.postForm(request.responseUri, Object.fromEntries(makeErrorResponse('access_denied', request.state)))
  await vault.note({ id: newId(), at: now(), kind: 'declined', who: authority.name, what: request.purpose?.form ?? authority.name, claims: [], asker: askerOf(request, authority) })
  return wayBackIn(json)
}

/** What a verifier like ours gives for a form on another device; else a web page or nothing. @see OpenID4VP 1.0, section 8.2 */
const goingOnBy = (json: JsonObject): WayBack => (typeof json['counterfoil_number'] === 'string' && /^\d{2}$/.test(json['counterfoil_number']) ? { number: json['counterfoil_number'] } : wayBackIn(json))

function wayBackIn({ redirect_uri: address }: JsonObject): string | null {
  return typeof address === 'string' && /^https?:$/.test(URL.parse(address)?.protocol ?? '') ? address : null
}
