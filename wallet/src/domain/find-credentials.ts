import type { HeldCredential, StandingState } from './held-credential.ts'

/** What the citizen looks for among many. */
export interface Wanted {
  readonly text: string
  /** Null for any. */
  readonly state: StandingState | null
}

/** With so many at most, all are seen at a glance. */
export const mostAtAGlance = 8

/** As people type: without capitals and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those whose own name, or issuer's, has every word, in either language. What they say of anybody isn't searched. */
export function findCredentials(all: readonly HeldCredential[], { text, state }: Wanted): readonly HeldCredential[] {
  const words = plain(text).split(/\s+/).filter((word) => word !== '')
  if (words.length === 0 && state === null) return all
  return all.filter(({ name, issuer, standing }) => {
    const names = plain([name.en, name.cy, issuer.name.en, issuer.name.cy].join(' '))
    return (state === null || standing.state === state) && words.every((word) => names.includes(word))
  })
}
