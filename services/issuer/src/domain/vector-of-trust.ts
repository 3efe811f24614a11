/** How surely it is known who signed in, as a vector such as `Cl.Cm.P2` says it. @see RFC 8485, section 3.1 */
export interface VectorOfTrust {
  /** All components but that of identity: how safely somebody signed in. */
  readonly signIn: readonly string[]
  /** How surely their identity is confirmed; 0 for not at all. */
  readonly identity: number
}

const identityShape = /^P([0-9])$/

/** Null for what is no vector. */
export function parseVector(text: string): VectorOfTrust | null {
  const components = text.split('.')
  if (components.some((one) => !/^[A-Z][a-z0-9]$/.test(one))) return null
  const levels = components.flatMap((one) => identityShape.exec(one)?.[1] ?? [])
  const signIn = components.filter((one) => !identityShape.test(one))
  return levels.length > 1 || signIn.some((one) => one.startsWith('P')) ? null : { signIn, identity: Number(levels[0] ?? 0) }
}

/** The vectors of a configuration. Throws where one is none. */
export const vectorsIn = (texts: readonly string[]): readonly VectorOfTrust[] =>
  texts.map((text) => {
    const vector = parseVector(text)
    if (vector === null) throw new TypeError(`${text} is no vector of trust.`)
    return vector
  })

/** Whether one of the vectors that were asked for is reached, or exceeded. */
export const isReached = (asked: readonly VectorOfTrust[], reached: VectorOfTrust): boolean =>
  asked.some(({ signIn, identity }) => identity <= reached.identity && signIn.every((one) => reached.signIn.includes(one)))
