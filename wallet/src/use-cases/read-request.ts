import { parseDcqlQuery, type DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { acceptRequestObject, type AcceptedRequest } from '@counterfoil/shared/oid4vp/accept-request'
import { authenticateDid } from '@counterfoil/shared/oid4vp/authenticate-did'
import { didOfClient } from '@counterfoil/shared/oid4vp/client-id'
import { liesUnder, type PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { requestObjectMediaType } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { transactionsIn } from '@counterfoil/shared/oid4vp/transaction-data'
import { acquaintanceWith } from '../domain/acquaintance.ts'
import { CannotAnswer, concernsOf, namesAskedFor, type AskedCredential, type ConsentRequest } from '../domain/consent.ts'
import { Fault } from '../domain/fault.ts'
import { listedRequester, type Requester } from '../domain/requester.ts'
import { inWords, type Transaction } from '../domain/transaction.ts'
import type { Http, HttpAnswer, World } from '../ports.ts'
import { matchCredentials, ownQueries } from './match-credentials.ts'
import { walletMetadata } from './wallet-metadata.ts'

/** Reads a request, and believes it only when the ledger lists, and accredits, whoever signed it. @see OpenID4VP 1.0, section 5 */
export const readRequest =
  ({ http, trust, vault, now, newId }: Pick<World, 'http' | 'trust' | 'vault' | 'now' | 'newId'>) =>
  async (link: PresentationRequest): Promise<ConsentRequest> => {
    const did = didOf(link)
    const authority = await trust.byDid(did)
    if (authority === null) throw new Fault('asker_unknown')
    // The address is of a listed authority or it isn't fetched at all.
    if (!liesUnder(authority.verifier, link.requestUri)) throw new Fault('request_not_trusted')
    const walletNonce = link.method === 'post' ? newId() : null
    const jwt = requestObjectIn(await fetchRequestObject(http, link.requestUri, walletNonce))
    const request = await accept(jwt, { clientId: link.clientId, now: now(), walletNonce, authenticate: authenticateDid({ clientId: link.clientId, verifierUrl: authority.verifier, verify: (input) => trust.verify({ ...input, purpose: 'authentication' }) }) })
    const requester = listedRequester(authority)
    const query = readQuery(request, requester)
    await checkAccreditations(request, authority.did, trust)
    const vcts = [...new Set(ownQueries(query).flatMap(({ meta }) => meta.vct_values))]
    for (const vct of vcts) {
      if (!(await trust.isAccredited('request', vct, authority.did))) throw new Fault('asker_not_accredited')
    }
    const asked = matchCredentials(query, await vault.credentials(), request.purpose?.optional ?? null)
    const transactions = readTransactions(request, requester, query)
    if (asked === null || !areAuthorisedBy(asked, transactions)) throw new CannotAnswer('nothing_matches', { request, requester, error: 'access_denied' })
    const asking = { did: requester.id, who: requester.name, form: request.purpose?.form ?? requester.name, asked: namesAskedFor(asked) }
    return { request, requester, asked, transactions, concerns: concernsOf(request, asked, query.credentials.flatMap(({ claims = [] }) => claims)), asOf: await trust.asOf(authority.did, vcts), acquaintance: acquaintanceWith(await vault.activities(), asking) }
  }

/** By POST with a nonce of ours, where the link allows it: then what comes is no older request. @see OpenID4VP 1.0, section 5.10 */
const fetchRequestObject = (http: Http, requestUri: string, walletNonce: string | null): Promise<HttpAnswer> =>
  walletNonce === null
    ? http.get(requestUri, requestObjectMediaType)
    : http.send(requestUri, { method: 'POST', headers: { accept: requestObjectMediaType, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ wallet_nonce: walletNonce, wallet_metadata: walletMetadata }).toString() })

function requestObjectIn({ status, mediaType, text }: HttpAnswer): string {
  if (status === 404 || status === 410) throw new Fault('request_gone')
  if (status !== 200) throw new Fault('not_reachable')
  // @see RFC 9101, section 10.2
  if (mediaType.split(';')[0]?.trim().toLowerCase() !== requestObjectMediaType) throw new Fault('request_not_trusted')
  return text
}

async function accept(jwt: string, checks: Parameters<typeof acceptRequestObject>[1]): Promise<AcceptedRequest> {
  try {
    return await acceptRequestObject(jwt, checks)
  } catch (error) {
    throw error instanceof RequestRefused ? new Fault(error.fault === 'request_expired' ? 'request_gone' : 'request_not_trusted', { cause: error }) : error
  }
}

/** What a request says of its accreditation is compared, never believed: who says more than the ledger is not trusted with less. */
async function checkAccreditations({ accreditations }: AcceptedRequest, did: string, trust: World['trust']): Promise<void> {
  for (const { authority, may_request: types } of accreditations) {
    if (authority !== did) throw new Fault('request_not_trusted')
    for (const vct of new Set(types)) if (!(await trust.isAccredited('request', vct, did))) throw new Fault('asker_not_accredited')
  }
}

function didOf({ clientId }: PresentationRequest): string {
  try {
    return didOfClient(clientId)
  } catch (cause) {
    throw new Fault('request_not_trusted', { cause })
  }
}

function readQuery(request: AcceptedRequest, requester: Requester): DcqlQuery {
  try {
    return parseDcqlQuery(request.query)
  } catch {
    throw new CannotAnswer('request_not_trusted', { request, requester, error: 'invalid_request' })
  }
}

/** Nothing is authorised that wasn't shown whole. @see OpenID4VP 1.0, section 8.4 */
function readTransactions(request: AcceptedRequest, requester: Requester, { credentials }: DcqlQuery): readonly Transaction[] {
  try {
    return transactionsIn(request.transactionData, credentials.map(({ id }) => id)).map((stated) => {
      const said = inWords(stated)
      if (said === null) throw new RequestRefused('transaction_not_understood')
      return { ...stated, inWords: said }
    })
  } catch {
    throw new CannotAnswer('transaction_unknown', { request, requester, error: 'invalid_transaction_data' })
  }
}

const areAuthorisedBy = (asked: readonly AskedCredential[], transactions: readonly Transaction[]): boolean =>
  transactions.every(({ credentialIds }) => asked.some(({ queryId, isSpare }) => isSpare !== true && credentialIds.includes(queryId)))
