interface Wanted {
  readonly type: string
  readonly weight: number
}

/** The media types that a caller names, each with its weight. @see RFC 9110, section 12.5.1 */
const wantedIn = (accept: string): Wanted[] =>
  accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const given = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = given === undefined ? 1 : Number(given.slice(2))
    return { type, weight: Number.isFinite(weight) ? weight : 0 }
  })

/** Which of the offered media types a caller names and likes best, of equals the first named; the first offered for who names none. */
export function preferredType<const Type extends string>(accept: string | undefined, offered: readonly [Type, ...Type[]]): Type {
  let best: { readonly type: Type; readonly weight: number } | null = null
  for (const { type, weight } of wantedIn(accept ?? '')) {
    const known = offered.find((one) => one === type)
    if (known !== undefined && weight > (best?.weight ?? 0)) best = { type: known, weight }
  }
  return best?.type ?? offered[0]
}
