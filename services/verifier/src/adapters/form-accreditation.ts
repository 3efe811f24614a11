import type { Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { Trust } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import type { Asker, PreparedForm } from '../ports.ts'

/**
 * Whether a form may ask: its authority must be accredited for every type it asks for. No wallet would show it otherwise,
 * so the form's team hears of it before a citizen does. Nobody waits where the last word was yes. A no is asked anew once it
 * isn't fresh, for it may have been taken back. What can't be told stops nobody: the wallet asks for itself, and facts about
 * the answer have limits of their own.
 */
export function mustBeAccredited(trust: Pick<Trust, 'accreditation'>) {
  const known = new Map<string, boolean>()

  const isAccredited = (did: string, vct: string): boolean | Promise<boolean> => {
    const name = `${did} ${vct}`
    const answer = trust.accreditation({ kind: 'request', scope: vct, did })
    if (!(answer instanceof Promise)) return note(name, answer)
    const learnt = answer.then((fact) => note(name, fact), passUnknown)
    return known.get(name) === true || learnt
  }
  const note = (name: string, { value }: Fact<boolean>): boolean => {
    known.set(name, value)
    return value
  }

  return ({ did }: Pick<Asker, 'did'>, { vcts }: Pick<PreparedForm, 'vcts'>): void | Promise<void> => {
    const answers = vcts.map((vct) => isAccredited(did, vct))
    if (answers.every((answer) => typeof answer === 'boolean')) return refuseUnless(answers)
    return Promise.all(answers.map((answer) => Promise.resolve(answer))).then(refuseUnless)
  }
}

function passUnknown(error: unknown): true {
  if (error instanceof TrustUnavailable) return true
  throw error
}

function refuseUnless(accredited: readonly boolean[]): void {
  if (accredited.includes(false)) throw new Refusal('form_not_accredited')
}
