import { check, type Report } from '@counterfoil/invariants/check'
import type { Deployment } from '@counterfoil/invariants/deployment'
import { emptyMemory } from '@counterfoil/invariants/memory'
import { explain } from '@counterfoil/invariants/report'

/** A deployment of a test, whose invariants are looked at after every test of its file. */
export interface Watched {
  /** Looks now; throws with what is broken. */
  look(): Promise<void>
  /** Looks a last time, at everything, while it still runs. */
  end(): Promise<void>
}

export interface ToWatch {
  /** What there is to look at now. */
  readonly deployment: () => Deployment
  /** Gives the service the turn that its timers would give it. */
  readonly settle?: () => Promise<unknown>
  /** Invariants that may not be seen here; any other that can't be looked at is a failure too. */
  readonly unseen?: readonly string[]
}

const open = new Set<Watched>()

/** Slow to look at: once for a file. */
const lastOnly = ['INV-09', 'INV-11']

/** Watches from now on. Each scene or world watches what it opens, and ends that in its own `close`. */
export function watch({ deployment, settle, unseen = [] }: ToWatch): Watched {
  const memory = emptyMemory()
  const look = async (without: readonly string[]): Promise<void> => {
    await settle?.()
    mustHold(await check(deployment(), { memory, without }), unseen)
  }
  const watched: Watched = {
    look: () => look(lastOnly),
    end: async () => {
      if (open.delete(watched)) await look([])
    },
  }
  open.add(watched)
  return watched
}

/** Throws when one is broken, or could not be looked at although it should be. */
export function mustHold(report: Report, unseen: readonly string[] = []): void {
  const wrong = report.filter(({ invariant, look }) => look.state === 'broken' || (look.state === 'not seen' && !unseen.includes(invariant.id)))
  if (wrong.length === 0) return
  throw new Error(wrong.map(({ invariant, look }) => `${invariant.id} ${look.state}: ${invariant.statement} ${explain(look)}`).join('\n'))
}

/** Looks at everything that is open. */
export async function lookAtAll(): Promise<void> {
  for (const watched of open) await watched.look()
}

/** Ends what a file left open; true when there was any. */
export async function endAll(): Promise<boolean> {
  const left = [...open]
  for (const watched of left) await watched.end()
  return left.length > 0
}
