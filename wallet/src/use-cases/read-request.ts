import type { ClaimQuery } from '@counterfoil/shared/dcql/claim-query'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { answeredClaims, requiredClaims } from '@counterfoil/shared/dcql/match-claims'
import { certificatesOf } from '@counterfoil/shared/dcql/match-credential'
import { matchesTrustedAuthorities } from '@counterfoil/shared/dcql/trusted-authorities'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { didOfClient } from '@counterfoil/shared/oid4vp/client-id'
import { liesUnder, parsePresentationRequest, type PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { acceptRequestObject, requestObjectMediaType, type AcceptedRequest } from '@counterfoil/shared/oid4vp/request-object'
import { RequestRefused } from '@counterfoil/shared/oid4vp/request-refused'
import { letterOfTypedCode, readTypedCode } from '@counterfoil/shared/oid4vp/typed-code'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import { claimRows, type HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'

/** One fact asked for, with what would be shared. */
export interface AskedFact {
  readonly path: readonly string[]
  readonly label: Bilingual
  readonly value: string
}

/** A request that may be shown: everything the consent screen says, and everything the answer needs. */
export interface ConsentRequest {
  readonly request: AcceptedRequest
  readonly authority: ListedAuthority
  readonly query: SdJwtVcQuery
  readonly credential: HeldCredential
  readonly required: readonly AskedFact[]
  readonly optional: readonly AskedFact[]
  /** Facts on the credential that stay unseen. */
  readonly unseen: readonly Bilingual[]
}

/** Somebody accredited asks for something that isn't in the vault: they may still be told "no". */
export class NothingMatches extends Fault {
  readonly request: AcceptedRequest
  readonly authority: ListedAuthority

  constructor(request: AcceptedRequest, authority: ListedAuthority) {
    super('nothing_matches')
    this.request = request
    this.authority = authority
  }
}

/** The request behind a code that was read from another screen. */
export const lookUpCode =
  ({ http, trust }: Pick<World, 'http' | 'trust'>) =>
  async (typed: string): Promise<PresentationRequest> => {
    const code = readTypedCode(typed)
    const authority = code === null ? null : await trust.byLetter(letterOfTypedCode(code))
    if (code === null || authority === null) throw new Fault('code_unknown')
    const { status, json } = await http.get(`${authority.verifier}/codes/${code}`, 'application/json')
    const { client_id: clientId, request_uri: requestUri } = json
    if (status !== 200 || typeof clientId !== 'string' || typeof requestUri !== 'string') throw new Fault('code_unknown')
    return parsePresentationRequest(new URLSearchParams({ client_id: clientId, request_uri: requestUri }))
  }

/** Reads a request, and believes it only when the ledger lists, and accredits, whoever signed it. @see OpenID4VP 1.0, section 5 */
export const readRequest =
  ({ http, trust, vault, now }: Pick<World, 'http' | 'trust' | 'vault' | 'now'>) =>
  async (link: PresentationRequest): Promise<ConsentRequest> => {
    const did = asFault(() => didOfClient(link.clientId))
    const authority = await trust.byDid(did)
    if (authority === null) throw new Fault('asker_unknown')
    // The address is of a listed authority or it isn't fetched at all.
    if (!liesUnder(authority.verifier, link.requestUri)) throw new Fault('request_not_trusted')
    const { status, text } = await http.get(link.requestUri, requestObjectMediaType)
    if (status === 404) throw new Fault('request_gone')
    if (status !== 200) throw new Fault('not_reachable')
    const request = await accept(text, { clientId: link.clientId, now: now(), verifierUrl: authority.verifier, verify: (input) => trust.verify({ ...input, purpose: 'authentication' }) })
    const [query, ...more] = parseDcqlQuery(request.query).credentials
    if (query?.format !== 'dc+sd-jwt' || more.length > 0) throw new Fault('request_not_trusted')
    for (const vct of query.meta.vct_values) {
      if (!(await trust.isAccredited('request', vct, authority.did))) throw new Fault('asker_not_accredited')
    }
    return consentRequest(request, authority, query, await vault.credentials())
  }

async function accept(jwt: string, checks: Parameters<typeof acceptRequestObject>[1]): Promise<AcceptedRequest> {
  try {
    return await acceptRequestObject(jwt, checks)
  } catch (error) {
    throw error instanceof RequestRefused ? new Fault(error.fault === 'request_expired' ? 'request_gone' : 'request_not_trusted', { cause: error }) : error
  }
}

function asFault<Value>(attempt: () => Value): Value {
  try {
    return attempt()
  } catch (cause) {
    throw new Fault('request_not_trusted', { cause })
  }
}

const isOfAuthorities = ({ credential }: HeldCredential, { trusted_authorities: authorities }: SdJwtVcQuery): boolean =>
  authorities === undefined || matchesTrustedAuthorities(authorities, certificatesOf(parseJwt(credential.slice(0, credential.indexOf('~'))).header['x5c']))

function consentRequest(request: AcceptedRequest, authority: ListedAuthority, query: SdJwtVcQuery, held: readonly HeldCredential[]): ConsentRequest {
  const candidates = held.filter(
    (one) => one.unconfirmed === undefined && query.meta.vct_values.includes(one.vct) && answeredClaims(one.claims, query) !== null && isOfAuthorities(one, query),
  )
  // Newest first, and what still stands before what doesn't: the citizen is told about the rest on the home screen.
  const [credential] = candidates.toSorted((one, other) => Number(other.standing.state === 'active') - Number(one.standing.state === 'active') || other.receivedAt - one.receivedAt)
  if (credential === undefined) throw new NothingMatches(request, authority)
  const rows = claimRows(credential.claims, credential.labels)
  const facts = (claims: readonly ClaimQuery[]): AskedFact[] =>
    claims.flatMap(({ path }) => rows.filter((row) => path.every((step, index) => step === row.path[index])))
  const requiredQueries = requiredClaims(query)
  const required = facts(requiredQueries)
  const optional = facts((query.claims ?? []).filter((claim) => !requiredQueries.includes(claim)))
  const seen = new Set([...required, ...optional].map(({ path }) => path.join('/')))
  return { request, authority, query, credential, required, optional, unseen: rows.filter(({ path }) => !seen.has(path.join('/'))).map(({ label }) => label) }
}
