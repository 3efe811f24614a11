import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Authority } from '../domain/authority.ts'
import { sessionLifetime, type StepSecret } from '../domain/authorization.ts'
import type { SignInChecks } from '../ports.ts'
import type { AuthorizationSteps, CitizenSignIn, NewStep, StepPlace } from '../ports/authorization.ts'
import type { CitizenKey } from './authorize-wallet.ts'

interface Ports {
  readonly clock: Clock
  readonly steps: AuthorizationSteps
  readonly signIn: CitizenSignIn
}

/** A session of a citizen's browser as it was found. */
export interface FoundSession<Session> {
  readonly family: string
  readonly session: Session
}

/** Sessions of citizens who sign in for one thing, which their content names by `mark`: from one page to the next, under one secret at a time. */
export function citizenSessions<Session extends { readonly checks: SignInChecks | null }>({ clock, steps, signIn }: Ports, mark: keyof Session & string) {
  const placeOf = ({ authority, secret }: CitizenKey): StepPlace => ({ kind: 'session', authority: authority.id, secret })
  const read = async (key: CitizenKey): Promise<FoundSession<Session> | null> => {
    const found = await steps.read(placeOf(key), clock.now())
    return found?.content[mark] === true ? { family: found.family, session: found.content as unknown as Session } : null
  }
  const next = (authority: Authority, family: string, session: Session): NewStep => ({
    kind: 'session',
    authority: authority.id,
    secret: steps.newSecret(),
    family,
    content: session as unknown as JsonObject,
    expiresAt: plus(clock.now(), sessionLifetime),
  })
  /** Refuses `invalid_request_uri` where there is none. */
  const found = async (key: CitizenKey): Promise<FoundSession<Session>> => {
    const session = await read(key)
    if (session === null) throw new Refusal('invalid_request_uri', { detail: 'no session' })
    return session
  }
  return {
    isUnderWay: async (key: CitizenKey): Promise<boolean> => (await read(key)) !== null,
    found,
    /** One whose sign-in is over. Refuses `invalid_request_uri`. */
    signedIn: async (key: CitizenKey): Promise<FoundSession<Session>> => {
      const one = await found(key)
      if (one.session.checks !== null) throw new Refusal('invalid_request_uri')
      return one
    },
    /** Where to send a browser, and under which secret it comes back. */
    begin: async (authority: Authority, language: 'en' | 'cy', sessionOf: (checks: SignInChecks) => Session): Promise<{ readonly url: string; readonly secret: StepSecret }> => {
      const { url, checks } = await signIn.start(language)
      const first = next(authority, steps.newSecret(), sessionOf(checks))
      await steps.begin(first)
      return { url, secret: first.secret }
    },
    /** Who came back from the sign-in; null for who turned back there. Refuses `invalid_request_uri`, `invalid_request`, `identity_not_confirmed`. */
    cameBack: async (session: Session, callback: URL): Promise<string | null> => {
      const { checks } = session
      if (checks === null) throw new Refusal('invalid_request_uri', { detail: 'signed in before' })
      const came = await signIn.finish(callback, checks)
      if (came.outcome === 'not_understood') throw new Refusal('invalid_request', { detail: 'answer of the sign-in' })
      if (came.outcome === 'not_sure_enough') throw new Refusal('identity_not_confirmed')
      return came.outcome === 'declined' ? null : came.subject
    },
    /** Goes on under a new secret; the one of before is worth nothing any more. */
    goOn: async (key: CitizenKey, family: string, session: Session): Promise<StepSecret> => {
      const after = next(key.authority, family, session)
      if (!(await steps.take([placeOf(key)], after, clock.now()))) throw new Refusal('invalid_request_uri')
      return after.secret
    },
  }
}
