import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { authorizationResponseUri } from '@counterfoil/shared/oauth/authorization-request'
import { step } from '@counterfoil/service-kit/system/steps'
import { shownClaims, type Access } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import { codeLifetime, sessionLifetime, type CodeContent, type PushedRequest, type StepSecret, type WalletClient } from '../domain/authorization.ts'
import { shownOf } from '../domain/council-record.ts'
import type { PersonHandle } from '../domain/credential-offer.ts'
import type { RecordSource, SignInChecks } from '../ports.ts'
import type { AuthorizationSteps, CitizenSignIn, FoundStep, NewStep, OpenChecks, StepPlace } from '../ports/authorization.ts'
import { readRecords, type RecordPorts, type RecordRead, type WhoseRecords } from './read-record-again.ts'

interface Ports {
  readonly clock: Clock
  readonly steps: AuthorizationSteps
  readonly signIn: CitizenSignIn
  readonly records: RecordSource
  /** Whom the council's record knows by a sign-in; null for nobody. */
  readonly personOf: (authority: Authority, subject: string) => Promise<PersonHandle | null>
  readonly checks: OpenChecks
  readonly gaps: RecordPorts['gaps']
  readonly clients: ReadonlyMap<string, WalletClient>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
}

type ReadPorts = RecordPorts & Pick<Ports, 'checks'>

/** What a browser's session knows: what a wallet asked, and who came, once they signed in. */
interface Session {
  readonly request: PushedRequest
  readonly requestSecret: StepSecret
  readonly checks: SignInChecks | null
  /** Null when the council has no record of them. */
  readonly person: PersonHandle | null
  /** Whether the provider isn't as sure of who came as it has to be. */
  readonly isUnsure?: boolean
  /** As of a code. */
  readonly since?: number
}

/** The cookie of a citizen's browser: which authority they are with, and the secret of their session. */
export interface CitizenKey {
  readonly authority: Authority
  readonly secret: StepSecret
}

/** One record of a type that a wallet asked for, as the page of choice shows it. Claims are read for this page, and kept nowhere. */
export interface OfferedType {
  readonly type: CredentialType
  /** By what the citizen tells one of several from the others; null for the only one. */
  readonly shownBy: string | null
  /** Null when the council has no record of who signed in, or none that is complete. */
  readonly claims: JsonObject | null
  /** Whether it has none to give because staff are checking the record. */
  readonly isBeingChecked: boolean
}

export interface Choice {
  readonly authority: Authority
  readonly client: WalletClient
  readonly types: readonly OfferedType[]
  /** Whether what this sign-in could bring was stopped since: only another one brings anything. */
  readonly isEnded: boolean
  /** Whether who signed in isn't known surely enough to be told or given anything. */
  readonly isUnsure: boolean
}

const contentOf = (session: Session): JsonObject => session as unknown as JsonObject
const sessionIn = ({ content }: FoundStep): Session => content as unknown as Session

/** From a wallet's request over the citizen's sign-in to their decision, and back to the wallet. @see OpenID4VCI 1.0, section 5 */
export function authorizeWallet(ports: Ports) {
  const { clock, steps, signIn } = ports
  const placeOf = ({ authority, secret }: CitizenKey): StepPlace => ({ kind: 'session', authority: authority.id, secret })
  const found = async (key: CitizenKey): Promise<{ readonly family: string; readonly session: Session }> => {
    const read = await steps.read(placeOf(key), clock.now())
    // A session may also be of a citizen who came to freeze what they have.
    if (read === null || read.content['request'] === undefined) throw new Refusal('invalid_request_uri', { detail: 'no session' })
    return { family: read.family, session: sessionIn(read) }
  }
  const sessionStep = (authority: Authority, family: string, session: Session): NewStep & { readonly secret: StepSecret } => ({
    kind: 'session',
    authority: authority.id,
    secret: steps.newSecret(),
    family,
    content: contentOf(session),
    expiresAt: plus(clock.now(), sessionLifetime),
  })
  return {
    /**
     * Where to send a browser that a wallet sent here, and the secret that proves on return that it set out from here. The
     * request stays good until it is decided on. Refuses `invalid_request_uri`.
     */
    begin: async (authority: Authority, request: { readonly clientId: string; readonly secret: StepSecret }, browser: { readonly language: 'en' | 'cy'; readonly hasChosen: boolean }): Promise<{ readonly url: string; readonly secret: StepSecret; readonly language: 'en' | 'cy' }> => {
      const now = clock.now()
      const pushed = await steps.read({ kind: 'request', authority: authority.id, secret: request.secret }, now)
      const content = pushed?.content as unknown as PushedRequest | undefined
      if (pushed === null || content?.clientId !== request.clientId || content.comeBy <= now) throw new Refusal('invalid_request_uri')
      // What the citizen chose here goes before what their wallet says of them.
      const language = browser.hasChosen ? browser.language : (content.language ?? browser.language)
      const { url, checks } = await signIn.start(language)
      const since = await steps.lastEnd()
      const next = sessionStep(authority, pushed.family, { request: content, requestSecret: request.secret, checks, person: null, since })
      await steps.begin(next)
      step('authorize.begun')
      return { url, secret: next.secret, language }
    },
    /** Takes the answer of the sign-in: a new secret, for the session is somebody's now; or where to send who turned back. */
    signedIn: async (key: CitizenKey, callback: URL): Promise<{ readonly secret: StepSecret } | { readonly wallet: string }> => {
      const { family, session } = await found(key)
      const { checks } = session
      if (checks === null) throw new Refusal('invalid_request_uri', { detail: 'signed in before' })
      const answer = await signIn.finish(callback, checks)
      if (answer.outcome === 'not_understood') throw new Refusal('invalid_request', { detail: 'answer of the sign-in' })
      if (answer.outcome === 'declined') return { wallet: await sendBack(key, { family, session }, 'cancel') }
      const isUnsure = answer.outcome === 'not_sure_enough'
      const next = sessionStep(key.authority, family, { ...session, checks: null, isUnsure, person: isUnsure ? null : await ports.personOf(key.authority, answer.subject) })
      // Spent with the answer: the same one can't be tried twice.
      if (!(await steps.take([placeOf(key)], next, clock.now()))) throw new Refusal('invalid_request_uri')
      step('authorize.signed-in')
      return { secret: next.secret }
    },
    choice: async (key: CitizenKey): Promise<Choice & { readonly redirectUri: string }> => {
      const { session } = await found(key)
      const { request, person } = session
      const client = ports.clients.get(request.clientId)
      if (session.checks !== null || client === undefined) throw new Refusal('invalid_request_uri')
      const types: OfferedType[] = []
      const ended = await isEnded(key.authority, session)
      // Nobody is told what would have been theirs to read.
      if (!ended) for (const access of request.accesses) types.push(...(await offeredOf(key.authority, access, person)))
      return { authority: key.authority, client, types, isEnded: ended, isUnsure: session.isUnsure === true, redirectUri: request.redirectUri }
    },
    /** The address of the wallet with its answer; null when the sign-in was ended since, which the page of choice tells. */
    decide: async (key: CitizenKey, decision: 'allow' | 'cancel'): Promise<string | null> => {
      const under = await found(key)
      return decision === 'allow' && (await isEnded(key.authority, under.session)) ? null : sendBack(key, under, decision)
    },
  }

  /** The address of the wallet with its answer. A request is decided on once. */
  async function sendBack(key: CitizenKey, { family, session }: { readonly family: string; readonly session: Session }, decision: 'allow' | 'cancel'): Promise<string> {
    const { authority } = key
    const { request } = session
    const taken = [placeOf(key), { kind: 'request' as const, authority: authority.id, secret: session.requestSecret }]
    const code = decision === 'allow' ? await mustHaveCode(authority, family, session) : null
    if (!(await steps.take(taken, code, clock.now()))) throw new Refusal('invalid_request_uri', { detail: 'decided before' })
    step('authorize.decided')
    const answer = code === null ? { error: 'access_denied' } : { code: code.secret }
    return authorizationResponseUri(request.redirectUri, { issuer: authority.identifier, state: request.state, ...answer })
  }

  async function isEnded(authority: Authority, { person, since = 0 }: Session): Promise<boolean> {
    return person !== null && (await steps.isEnded(authority.id, { person, since }))
  }

  async function offeredOf(authority: Authority, access: Access, person: PersonHandle | null): Promise<readonly OfferedType[]> {
    const type = ports.types.get(access.typeId)
    if (type === undefined) throw new Refusal('invalid_request_uri')
    const reads: readonly RecordRead<WhyNone>[] = person === null ? [{ missing: 'record_gone' }] : await readEach(ports, { authority, type, person })
    return reads.map((read) =>
      'missing' in read ? { type, shownBy: null, claims: null, isBeingChecked: read.missing === 'being_checked' } : { type, shownBy: shownOf(type, read.record), claims: shownClaims(type, read.claims, access), isBeingChecked: false },
    )
  }

  /** A code for what can be issued, for nobody is promised anything else. Refuses `record_incomplete` when that is nothing. */
  async function mustHaveCode(authority: Authority, family: string, { request, person, since = 0 }: Session): Promise<NewStep> {
    const { clientId, redirectUri, codeChallenge, dpopJkt } = request
    const accesses: Access[] = []
    for (const access of request.accesses) if ((await offeredOf(authority, access, person)).some(({ claims }) => claims !== null)) accesses.push(access)
    if (person === null || accesses.length === 0) throw new Refusal('record_incomplete')
    const content: CodeContent = { clientId, redirectUri, codeChallenge, dpopJkt, accesses, person, since }
    return { kind: 'code', authority: authority.id, secret: steps.newSecret(), family, content: content as unknown as JsonObject, expiresAt: plus(clock.now(), codeLifetime) }
  }
}

type WhyNone = 'record_gone' | 'record_incomplete' | 'being_checked'

/**
 * What the council's records of a type say now of somebody, one for each that they have; or why nothing is issued from it: it is gone or says nothing
 * of this type, it is incomplete, or staff are checking it.
 */
export async function readEach({ checks, ...ports }: ReadPorts, whose: WhoseRecords): Promise<readonly RecordRead<WhyNone>[]> {
  const { authority, person, type } = whose
  if (await checks.isUnderWay(authority.id, person, type.id, null)) return [{ missing: 'being_checked' }]
  const reads: RecordRead<WhyNone>[] = []
  for (const { record, read } of await readRecords(ports, whose)) {
    const handle = ports.records.recordHandleOf(authority.id, type.id, record)
    reads.push(handle !== null && (await checks.isUnderWay(authority.id, person, type.id, handle)) ? { missing: 'being_checked' } : read)
  }
  return reads.length === 0 ? [{ missing: 'record_gone' }] : reads
}

export type AuthorizeWallet = ReturnType<typeof authorizeWallet>
