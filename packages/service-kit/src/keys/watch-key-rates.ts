import type { KeyCustody } from './key-custody.ts'
import { keyRates } from './key-rates.ts'
import type { KeyUseObserver } from './key-use.ts'

const window = 60_000
/** One signature a second is nobody's alarm. */
const least = 60

/** Tells the observer once a minute of keys that sign more than three times their normal. */
export function watchKeyRates(custody: Pick<KeyCustody, 'uses'>, observer: KeyUseObserver): { stop(): void } {
  const judge = keyRates(least)
  const timer = setInterval(() => {
    for (const event of judge(custody.uses())) observer.note(event)
  }, window)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
