/** The two languages of every screen. */
export type Language = 'en' | 'cy'

/** The same shape with words of its own: strings widen, functions keep their parameters. */
export type SameShape<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string
    ? string
    : Words[Key] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : SameShape<Words[Key]>
}

/** Words in both languages. A key that one language lacks is a type error in either direction. */
export const bilingual = <const English>(words: {
  readonly en: English
  readonly cy: SameShape<NoInfer<English>>
}): { readonly en: SameShape<English>; readonly cy: SameShape<English> } => words as { readonly en: SameShape<English>; readonly cy: SameShape<English> }

/** The language that a request asks for; English unless it says Welsh. */
export const languageOf = (value: unknown): Language => (value === 'cy' ? 'cy' : 'en')
