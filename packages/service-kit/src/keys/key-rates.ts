import type { KeyEvent, KeyUse } from './key-use.ts'

/** Windows over which the normal rate rises to a new level, and over which it falls: a quiet night must not make the morning an alarm. */
const rise = 30
const fall = 2000
const alarmAt = 3
/** Windows of watching before anything is called unusual. */
const warmUp = 10

interface Watched {
  signed: number
  normal: number
  windows: number
  alarmed: boolean
}

/**
 * Watches how often keys sign. Each call ends a window of time, takes the counts so far, and answers an event for each key
 * that signed more than three times its normal, which is an exponentially weighted mean. `least` signatures in a window are
 * never unusual.
 */
export function keyRates(least: number): (uses: readonly KeyUse[]) => readonly KeyEvent[] {
  const watched = new Map<string, Watched>()
  return (uses) =>
    uses.flatMap(({ key, operation, signed }): KeyEvent[] => {
      const name = `${key.id} ${operation}`
      const known = watched.get(name)
      if (known === undefined) {
        watched.set(name, { signed, normal: 0, windows: 0, alarmed: false })
        return []
      }
      const count = signed - known.signed
      const normal = known.normal
      const unusual = known.windows >= warmUp && count > Math.max(least, alarmAt * normal)
      const isNews = unusual && !known.alarmed
      known.signed = signed
      known.windows += 1
      known.alarmed = unusual
      known.normal += (count - normal) / (known.windows < warmUp ? known.windows : count > normal ? rise : fall)
      return isNews ? [{ kind: 'unusual_rate', key, detail: `${operation}: ${count} in a window whose normal is ${Math.round(normal)}` }] : []
    })
}
