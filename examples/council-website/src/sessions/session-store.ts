import { newVisit } from '@counterfoil/form-server/prefill-visit'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { Language } from '@counterfoil/ui/words'
import type { Session } from './session.ts'

const lifetime = 3600
const mostSessions = 5000

/** Sessions in memory, by council: what is known at one is unknown at the others. */
export class SessionStore {
  readonly #sessions = new Map<string, Session>()
  readonly #clock: Clock
  readonly #random: Random

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  /** The session of this council that a cookie names; null when there is none, so that nobody can choose their own. */
  find(council: string, id: string | undefined): Session | null {
    if (id === undefined) return null
    const key = `${council}/${id}`
    const session = this.#sessions.get(key)
    if (session === undefined) return null
    this.#sessions.delete(key)
    if (session.expiresAt < this.#clock.now()) return null
    session.expiresAt = this.#clock.now() + lifetime
    // Back at the end: the first of the map is the one that nobody used for longest.
    this.#sessions.set(key, session)
    return session
  }

  begin(council: string, language: Language): Session {
    const session: Session = {
      id: this.#random.secret(24),
      csrfToken: this.#random.secret(24),
      language,
      expiresAt: this.#clock.now() + lifetime,
      forms: new Map(),
      ...newVisit(),
    }
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size >= mostSessions && oldest !== undefined) this.#sessions.delete(oldest)
    this.#sessions.set(`${council}/${session.id}`, session)
    return session
  }

  /** Forgets what has run out. */
  sweep(): void {
    const now = this.#clock.now()
    for (const [key, { expiresAt }] of this.#sessions) if (expiresAt < now) this.#sessions.delete(key)
  }
}
