import { invariants } from './catalogue.ts'
import type { Deployment } from './deployment.ts'
import type { Invariant, Look } from './invariant.ts'
import { remember, type Memory } from './memory.ts'
import { closeSight, openSight, tablesOf } from './sight.ts'

/** What one look at a deployment came to. */
export type Report = readonly { readonly invariant: Invariant; readonly look: Look }[]

export interface CheckOptions {
  /** What earlier looks of this run saw; this one is added. */
  readonly memory?: Memory
  /** Invariants that are not looked at this time. */
  readonly without?: readonly string[]
}

/** Looks at a deployment from outside and judges every invariant. Changes nothing. */
export async function check(deployment: Deployment, { memory, without = [] }: CheckOptions = {}): Promise<Report> {
  const sight = await openSight(deployment, memory ?? null)
  try {
    const looked: { invariant: Invariant; look: Look }[] = []
    for (const invariant of invariants.filter(({ id }) => !without.includes(id))) looked.push({ invariant, look: await invariant.look(sight) })
    if (memory !== undefined) await remember(memory, { issuer: tablesOf(sight.issuer), verifier: tablesOf(sight.verifier), lists: sight.lists })
    return looked
  } finally {
    await closeSight(sight)
  }
}
