import { KeyMisconfigured, type CustodyKey } from './key-keeper.ts'
import { UseCounter, type KeyOperation, type KeyUse, type KeyUseObserver } from './key-use.ts'

/** Every use of every key, counted, until its key is stopped. */
export interface CountedUse {
  /** Signs as before, at once where that was at once; counts it, and tells why when it fails. */
  es256(key: CustodyKey, sign: (signingInput: string | Uint8Array) => string | Promise<string>): (signingInput: string | Uint8Array) => string | Promise<string>
  digest(key: CustodyKey, sign: (digest: Uint8Array) => Promise<Uint8Array>): (digest: Uint8Array, operation: KeyOperation) => Promise<Uint8Array>
  /** Signers of this key that are in somebody's hand already sign no more. */
  stop(id: string): void
  all(): readonly KeyUse[]
}

export function countedUse(observer: KeyUseObserver): CountedUse {
  const counters = new Map<string, UseCounter>()
  const stopped = new Set<string>()
  const counterOf = (key: CustodyKey, operation: KeyOperation): UseCounter => {
    const name = `${key.id} ${operation}`
    const counter = counters.get(name) ?? new UseCounter(key, operation, observer)
    counters.set(name, counter)
    return counter
  }
  const mustNotBeStopped = (id: string): void => {
    if (stopped.has(id)) throw new KeyMisconfigured(`The key ${id} was retired.`)
  }
  return {
    es256: (key, sign) => {
      const counter = counterOf(key, 'es256')
      return (signingInput) => {
        try {
          mustNotBeStopped(key.id)
          const made = sign(signingInput)
          if (typeof made !== 'string') return settled(made, counter)
          counter.count()
          return made
        } catch (error) {
          throw counter.fail(error)
        }
      }
    },
    digest: (key, sign) => async (digest, operation) => {
      const counter = counterOf(key, operation)
      const made = async (): Promise<Uint8Array> => {
        mustNotBeStopped(key.id)
        return sign(digest)
      }
      return settled(made(), counter)
    },
    stop: (id) => void stopped.add(id),
    all: () => [...counters.values()].map(({ key, operation, signed, failed }) => ({ key, operation, signed, failed })),
  }
}

async function settled<Made>(making: Promise<Made>, counter: UseCounter): Promise<Made> {
  try {
    const made = await making
    counter.count()
    return made
  } catch (error) {
    throw counter.fail(error)
  }
}
