import type { Sight } from './sight.ts'

/**
 * What one look at one invariant came to. Only `holds` is good news: what could not be looked at is neither that nor its
 * opposite. Findings name rows, lists and files, never a claim value.
 */
export type Look =
  | { readonly state: 'holds'; readonly looked: string }
  | { readonly state: 'broken'; readonly findings: readonly string[] }
  | { readonly state: 'does not apply'; readonly reason: string }
  | { readonly state: 'not seen'; readonly reason: string }

/** Something that is true of every deployment at every moment. */
export interface Invariant {
  readonly id: string
  /** What holds, in one sentence. */
  readonly statement: string
  /** What is compared with what. */
  readonly checkedBy: string
  /** Since when, or what has to be built first. */
  readonly applies: string
  look(sight: Sight): Look | Promise<Look>
}

export const holds = (looked: string): Look => ({ state: 'holds', looked })
export const doesNotApply = (reason: string): Look => ({ state: 'does not apply', reason })
export const notSeen = (reason: string): Look => ({ state: 'not seen', reason })

/** Broken by any finding, else held by what was looked at. */
export const judge = (findings: readonly string[], looked: string): Look => (findings.length > 0 ? { state: 'broken', findings } : holds(looked))

/** One look made of several: the worst of them tells. */
export function together(...looks: readonly Look[]): Look {
  const broken = looks.flatMap((look) => (look.state === 'broken' ? look.findings : []))
  if (broken.length > 0) return { state: 'broken', findings: broken }
  const unseen = looks.flatMap((look) => (look.state === 'not seen' ? [look.reason] : []))
  if (unseen.length > 0) return notSeen(unseen.join('; '))
  const held = looks.flatMap((look) => (look.state === 'holds' ? [look.looked] : []))
  if (held.length > 0) return holds([...new Set(held)].join(', '))
  return doesNotApply(looks.flatMap((look) => (look.state === 'does not apply' ? [look.reason] : [])).join('; '))
}
