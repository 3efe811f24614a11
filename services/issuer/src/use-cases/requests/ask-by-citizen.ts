import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../../domain/authority.ts'
import type { StepSecret } from '../../domain/authorization.ts'
import { dayInLondon, type CalendarDay } from '../../domain/calendar-day.ts'
import type { PersonHandle } from '../../domain/credential-offer.ts'
import { dueOf, type DataRequest, type DataRequestId, type DataRequestKind } from '../../domain/requests/data-request.ts'
import { timeOrderedId } from '../../domain/time-ordered-id.ts'
import type { SignInChecks } from '../../ports.ts'
import type { AuthorizationSteps, CitizenSignIn } from '../../ports/authorization.ts'
import type { DataRequests } from '../../ports/data-requests.ts'
import type { CitizenKey } from '../authorize-wallet.ts'
import { citizenSessions } from '../citizen-sessions.ts'

export interface AskByCitizenPorts {
  readonly clock: Clock
  readonly random: Random
  readonly steps: AuthorizationSteps
  readonly signIn: CitizenSignIn
  readonly personOf: (authority: Authority, subject: string) => Promise<PersonHandle | null>
  readonly requests: Pick<DataRequests, 'enter' | 'ofPerson'>
}

/** What a browser's session knows. */
interface Session {
  readonly isToAsk: true
  readonly checks: SignInChecks | null
  /** Null before the sign-in, and when the council has no record of them. */
  readonly person: PersonHandle | null
  readonly hasTurnedBack: boolean
  /** As of a code: what ended sign-ins later ended this one. */
  readonly since: number
}

/** One request as the citizen sees it who made it, or for whom staff entered it. */
export interface OwnRequest {
  readonly request: Pick<DataRequest, 'id' | 'kind' | 'receivedOn' | 'state'>
  readonly due: CalendarDay
}

export interface AskView {
  readonly authority: Authority
  readonly hasRecord: boolean
  readonly hasTurnedBack: boolean
  /** The newest first. */
  readonly own: readonly OwnRequest[]
}

const mostShown = 20

/** For citizens who ask what their council holds of them here, or to have it erased: after they signed in, what they ask stands in the queue of its staff. */
export function askByCitizen(ports: AskByCitizenPorts) {
  const { clock, random, requests, steps } = ports
  const sessions = citizenSessions<Session>(ports, 'isToAsk')
  /** Who signed in; null when the council has no record of them. Refuses `invalid_request_uri`, also where that sign-in was stopped since. */
  const signedIn = async (key: CitizenKey): Promise<Pick<Session, 'person' | 'hasTurnedBack'>> => {
    const { person, hasTurnedBack, since } = (await sessions.signedIn(key)).session
    if (person !== null && (await steps.isEnded(key.authority.id, { person, since }))) throw new Refusal('invalid_request_uri', { detail: 'ended' })
    return { person, hasTurnedBack }
  }
  return {
    /** Where to send a browser that comes by a link of the council's. */
    begin: async (authority: Authority, language: 'en' | 'cy'): Promise<{ readonly url: string; readonly secret: StepSecret }> => {
      const since = await steps.lastEnd()
      return sessions.begin(authority, language, (checks) => ({ isToAsk: true, checks, person: null, hasTurnedBack: false, since }))
    },
    isUnderWay: sessions.isUnderWay,
    /** Takes the answer of the sign-in: a new secret, for the session is somebody's now. */
    signedIn: async (key: CitizenKey, callback: URL): Promise<StepSecret> => {
      const { family, session } = await sessions.found(key)
      const subject = await sessions.cameBack(session, callback)
      return sessions.goOn(key, family, { ...session, checks: null, hasTurnedBack: subject === null, person: subject === null ? null : await ports.personOf(key.authority, subject) })
    },
    look: async (key: CitizenKey): Promise<AskView> => {
      const { person, hasTurnedBack } = await signedIn(key)
      const own = person === null ? [] : await requests.ofPerson(key.authority.id, person, mostShown)
      return { authority: key.authority, hasRecord: person !== null, hasTurnedBack, own: own.map((request) => ({ request, due: dueOf(request) })) }
    },
    /** Pressed twice, or in two windows, it is one request. Refuses `invalid_request_uri`, `conflict` for somebody of whom there is no record. */
    ask: async (key: CitizenKey, kind: DataRequestKind): Promise<void> => {
      const { person } = await signedIn(key)
      if (person === null) throw new Refusal('conflict')
      const now = clock.now()
      await requests.enter({ id: timeOrderedId(now, random) as DataRequestId, authority: key.authority.id, kind, person, receivedOn: dayInLondon(now), enteredAt: now, enteredBy: null })
    },
  }
}

export type AskByCitizen = ReturnType<typeof askByCitizen>
