import { useEffect, useState } from 'preact/hooks'
import type { Fault } from '../domain/fault.ts'
import { faultOf } from './failure.ts'

type Search<Found> = { readonly at: 'looking' } | { readonly at: 'found'; readonly found: Found } | { readonly at: 'fault'; readonly fault: Fault; readonly again: () => void }

/** Looks for what a screen shows; after a fault it can be told to look again. */
export function useFound<Found>(find: () => Promise<Found>, what: string): Search<Found> {
  const [stage, setStage] = useState<Search<Found>>({ at: 'looking' })
  const look = (): void => {
    setStage({ at: 'looking' })
    find().then(
      (found) => setStage({ at: 'found', found }),
      (error: unknown) => setStage({ at: 'fault', fault: faultOf(error), again: look }),
    )
  }
  useEffect(look, [what])
  return stage
}
