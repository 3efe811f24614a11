import { needsHolderBinding } from '@counterfoil/shared/dcql/credential-query'
import { parseDcqlQuery, type DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { acceptClaims, acceptRequestObject, type AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import { didOfClient, type ClientId } from '@counterfoil/shared/oid4vp/client-id'
import { liesUnder, type PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import type { RequestInLink, RequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { refuseUnless } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { transactionsIn } from '@counterfoil/shared/oid4vp/transaction-data'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { acquaintanceWith } from '../domain/acquaintance.ts'
import { setsThatAuthorise } from '../domain/asked-sets.ts'
import { CannotAnswer, concernsOf, namesAskedFor, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { Requester } from '../domain/requester.ts'
import { inWords, type Transaction } from '../domain/transaction.ts'
import type { World } from '../ports.ts'
import { checkRequestUri } from './check-request-uri.ts'
import { fetchRequestObject } from './fetch-request-object.ts'
import { matchCredentials, meantByOtherNames, namesAsked } from './match-credentials.ts'
import { recognise, recogniseByDid, recogniseNobody } from './recognise-client.ts'
import type { RecognisedClient } from './recognised-client.ts'

type Parts = Pick<World, 'http' | 'trust' | 'vault' | 'now' | 'newId' | 'requesterAnchors' | 'verifySignature'>
type Believed = AcceptedRequest & { readonly client: RecognisedClient }

/**
 * Reads a request. One in the name of an authority is believed only when the ledger lists, and accredits, whoever signed it;
 * of others it is told how far they are known, if they are. @see OpenID4VP 1.0, section 5
 */
export const readRequest =
  (parts: Parts) =>
  async (link: RequestLink): Promise<ConsentRequest> => {
    const { trust, vault } = parts
    const { client, ...accepted } = await believedOnce(link, parts)
    const { requester, authority } = client
    const request = { ...accepted, erasureEndpoint: ownEndpoint(accepted.erasureEndpoint, authority) }
    if (request.hasRedirectUri) throw new CannotAnswer('request_not_trusted', { request, requester, error: 'invalid_request' })
    const query = readQuery(request, requester)
    const held = await vault.credentials()
    const names = namesAsked(query)
    if (authority !== null) await checkAccreditations(request, authority.did, names, trust)
    const forbidden = authority === null ? [] : await forbiddenTo(authority.did, meantByOtherNames(query, held), trust)
    const mayBeShown = held.filter((one) => !forbidden.includes(one))
    const matched = matchCredentials(query, mayBeShown, request.purpose?.optional ?? null)
    const transactions = readTransactions(request, requester, query)
    const sets = matched === null ? null : setsThatAuthorise(matched.sets, transactions)
    if (matched === null || sets === null) throw new CannotAnswer(forbidden.length > 0 ? 'asker_not_accredited' : 'nothing_matches', { request, requester, error: 'access_denied' })
    const { asked } = matched
    const asking = { did: requester.id, isListed: authority !== null, who: requester.name, form: request.purpose?.form ?? requester.name, asked: namesAskedFor(asked), why: request.purpose?.purpose ?? null }
    return {
      request,
      requester,
      asked,
      sets,
      transactions,
      concerns: concernsOf({ request, requester }, asked, query.credentials.flatMap(({ claims = [] }) => claims)),
      asOf: authority === null ? null : await trust.asOf(authority.did, [...new Set([...names, ...meantByOtherNames(query, mayBeShown).map(({ vct }) => vct)])]),
      acquaintance: acquaintanceWith(await vault.activities(), asking),
    }
  }

/** Requests as they were read, by the link object that they were read from: for another person of the household nothing is fetched again. */
const read = new WeakMap<RequestLink, Believed>()

async function believedOnce(link: RequestLink, parts: Parts): Promise<Believed> {
  const before = read.get(link)
  if (before !== undefined && (before.expiresAt === null || before.expiresAt > parts.now())) return before
  const believed = await understood('claims' in link ? takeFromLink(link) : fetchAndAccept(link, parts))
  read.set(link, believed)
  return believed
}

/** Only who is listed can be held to a receipt, and only their own address gets a handle. */
const ownEndpoint = (endpoint: string | null, authority: ListedAuthority | null): string | null => (endpoint !== null && authority !== null && liesUnder(authority.verifier, endpoint) ? endpoint : null)

async function fetchAndAccept(link: PresentationRequest, parts: Parts): Promise<Believed> {
  const { clientId, requestUri } = link
  const authority = clientId.prefix === 'decentralized_identifier' ? await authorityNamed(clientId, parts) : null
  // The address is of a listed authority or it isn't fetched at all.
  if (authority !== null && !liesUnder(authority.verifier, requestUri)) throw new Fault('request_not_trusted')
  refuseUnless(clientId.prefix !== 'openid_federation', 'client_id_unsupported')
  if (authority === null) await checkRequestUri(link, parts)
  const walletNonce = link.method === 'post' ? parts.newId() : null
  const jwt = await fetchRequestObject(parts.http, link, walletNonce)
  const believed = await acceptRequestObject(jwt, {
    clientId,
    now: parts.now(),
    walletNonce,
    authenticate: (request) => (authority === null ? recognise(clientId, request, parts) : recogniseByDid(clientId, request, authority, parts)),
  })
  // What is fetched elsewhere isn't theirs to give. @see OpenID4VP 1.0, section 15.8.2
  if (believed.client.authority !== null && !liesUnder(believed.client.authority.verifier, requestUri)) throw new Fault('request_not_trusted')
  return believed.client.requester.known.by === 'nobody' ? unvouched(believed) : believed
}

async function authorityNamed(clientId: ClientId, { trust }: Parts): Promise<ListedAuthority> {
  const authority = await trust.byDid(didOfClient(clientId))
  if (authority === null) throw new Fault('asker_unknown')
  return authority
}

async function takeFromLink({ clientId, claims }: RequestInLink): Promise<Believed> {
  const client = recogniseNobody(clientId)
  return unvouched({ ...acceptClaims(claims, clientId, client), client })
}

/** What nobody signed says nothing of itself that is shown in its own words: anybody's name could stand there. */
const unvouched = (believed: Believed): Believed => ({ ...believed, purpose: null, privacyNotice: null, accreditations: [] })

async function understood(reading: Promise<Believed>): Promise<Believed> {
  try {
    return await reading
  } catch (error) {
    throw error instanceof RequestRefused ? new Fault(error.fault === 'request_expired' ? 'request_gone' : 'request_not_trusted', { cause: error }) : error
  }
}

/** What a request says of its accreditation is compared, never believed: who says more than the ledger is not trusted with less. */
async function checkAccreditations({ accreditations }: AcceptedRequest, did: string, vcts: readonly string[], trust: World['trust']): Promise<void> {
  if (accreditations.some(({ authority }) => authority !== did)) throw new Fault('request_not_trusted')
  for (const vct of new Set([...accreditations.flatMap(({ may_request: types }) => types), ...vcts])) {
    if (!(await trust.isAccredited('request', vct, did))) throw new Fault('asker_not_accredited')
  }
}

/**
 * Those held that this authority may not ask for. What a query means by a format's own names is told by what is held alone: whoever
 * asks for it without a right to gets the answer of somebody who hasn't got it, for any other would say that they have.
 */
async function forbiddenTo(did: string, meant: readonly HeldCredential[], trust: World['trust']): Promise<readonly HeldCredential[]> {
  const allowed = new Set<string>()
  for (const vct of new Set(meant.map((held) => held.vct))) if (await trust.isAccredited('request', vct, did)) allowed.add(vct)
  return meant.filter(({ vct }) => !allowed.has(vct))
}

function readQuery(request: AcceptedRequest, requester: Requester): DcqlQuery {
  try {
    return parseDcqlQuery(request.query)
  } catch {
    throw new CannotAnswer('request_not_trusted', { request, requester, error: 'invalid_request' })
  }
}

/** Nothing is authorised that wasn't shown whole, or towards nobody. @see OpenID4VP 1.0, section 8.4 */
function readTransactions(request: AcceptedRequest, requester: Requester, { credentials }: DcqlQuery): readonly Transaction[] {
  // Its words are the request's own, and stand above the facts: what nobody signed could say anything there.
  if (request.transactionData !== undefined && requester.known.by === 'nobody') throw new CannotAnswer('transaction_unvouched', { request, requester, error: 'invalid_transaction_data' })
  try {
    // Without the holder's key nobody authorises anything, and other formats have no place for it. @see OpenID4VP 1.0, appendix B.3.3
    return transactionsIn(request.transactionData, credentials.filter((one) => one.format === 'dc+sd-jwt' && needsHolderBinding(one)).map(({ id }) => id)).map((stated) => {
      const said = inWords(stated)
      if (said === null) throw new RequestRefused('transaction_not_understood')
      return { ...stated, inWords: said }
    })
  } catch {
    throw new CannotAnswer('transaction_unknown', { request, requester, error: 'invalid_transaction_data' })
  }
}
