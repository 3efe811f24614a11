import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../../domain/authority.ts'
import { mostAttempts, waitAfter, type MessageProblem, type MessageReference } from '../../domain/notify/message.ts'
import { mostDue, type Carried, type Carrier, type DueMessage, type MessageSeals, type Outbox, type WriteMessage } from '../../ports/notifier.ts'

interface Ports {
  readonly clock: Clock
  readonly outbox: Outbox
  readonly seals: MessageSeals
  readonly write: WriteMessage
  /** From 0 to 1. */
  readonly chance: () => number
  /** For operators: staff see it on their pages. */
  readonly onFailed: (message: { readonly reference: MessageReference; readonly problem: MessageProblem; readonly isGivenUp: boolean; /** Null for what a carrier says. */ readonly error: unknown }) => void
  readonly isStopping: () => boolean
}

/**
 * Hands over what is due for one authority. An attempt is noted before it is made, so that a process which dies in between costs
 * nothing but time; the next one asks the carrier first whether it has that reference.
 */
export const deliverMessages =
  (ports: Ports) =>
  async (authority: Authority, carrier: Carrier): Promise<void> => {
    for (let handed = mostDue; handed === mostDue && !ports.isStopping(); ) {
      const due = await ports.outbox.due(authority.id, ports.clock.now())
      await Promise.all(due.map((message) => deliverOne(ports, authority, carrier, message)))
      handed = due.length
    }
  }

async function deliverOne(ports: Ports, authority: Authority, carrier: Carrier, due: DueMessage): Promise<void> {
  const { clock, outbox, chance, onFailed } = ports
  const { reference } = due
  const attempt = due.attempts + 1
  if (!(await outbox.claim(due, plus(clock.now(), waitAfter(attempt, chance()))))) return
  step('message.claimed')
  const { carried, error } = await carry(ports, authority, carrier, due)
  step('message.carried')
  if (carried.isSent) return outbox.sent(reference, clock.now())
  const isGivenUp = carried.isFinal || attempt >= mostAttempts
  await outbox.failed(reference, { problem: carried.problem, isGivenUp, now: clock.now() })
  onFailed({ reference, problem: carried.problem, isGivenUp, error })
}

/** One attempt. What throws has failed as well as what was refused, for else nobody would ever be told. */
async function carry({ seals, write }: Ports, authority: Authority, carrier: Carrier, due: DueMessage): Promise<{ readonly carried: Carried; readonly error: unknown }> {
  try {
    const message = seals.open(due)
    if (message === null) return { carried: { isSent: false, problem: 'unreadable', isFinal: true }, error: null }
    return { carried: await carrier.carry(message, write(message, authority), { mayBeThere: due.wasTried }), error: null }
  } catch (error) {
    return { carried: { isSent: false, problem: 'unforeseen', isFinal: false }, error }
  }
}
