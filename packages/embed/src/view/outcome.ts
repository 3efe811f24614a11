import type { Actions, FillOutcome } from '../state.ts'
import { capitalised } from '../words/in-sentence.ts'
import { dayOf, timeOf, type Language, type Words } from '../words/words.ts'
import { make, makeButton, makeGroup, makeParagraph, makeSmallPrint } from './element.ts'

let count = 0

function banner(title: string, isSuccess: boolean, ...content: readonly Node[]): HTMLElement {
  const id = `counterfoil-banner-${(count += 1)}`
  const names = isSuccess ? 'govuk-notification-banner govuk-notification-banner--success' : 'govuk-notification-banner'
  return make(
    'div',
    { class: names, role: 'region', 'aria-labelledby': id },
    make('div', { class: 'govuk-notification-banner__header' }, make('h3', { class: 'govuk-notification-banner__title', id }, title)),
    make('div', { class: 'govuk-notification-banner__content' }, ...content),
  )
}

const bannerHeading = (words: string): HTMLElement => make('h4', { class: 'govuk-notification-banner__heading', tabindex: -1 }, words)
const list = (items: readonly string[]): HTMLElement => make('ul', { class: 'govuk-list govuk-list--bullet' }, ...items.map((item) => make('li', {}, item)))

function vouchedView(words: Words, lang: Language, sources: FillOutcome['sources']): Node[] {
  const [only, ...others] = sources
  if (only !== undefined && others.length === 0) return [makeParagraph(`${words.issuedBy(only.authority, dayOf(only.issuedOn, lang))} ${words.checkThem}`)]
  const each = sources.map(({ type, authority, issuedOn }) => capitalised(words.eachIssuedBy(type, authority, dayOf(issuedOn, lang)), lang))
  return [list(each), makeParagraph(words.checkThem)]
}

/** Browsers come without Welsh and would write an English "and"; a Welsh one would change the letter after it. */
const together = (parts: readonly string[], lang: Language): string => (lang === 'cy' ? parts.join(', ') : new Intl.ListFormat(lang).format(parts))

/** What was filled in and who vouches for it. */
export function filledView(words: Words, lang: Language, { count: filled, sources, actsFor, leftOut, unconfirmedSince, absent }: FillOutcome): Node[] {
  const own = sources.filter(({ whose }) => whose === null).map(({ type }) => type)
  const from = together([...(own.length === 0 ? [] : [words.from(together(own, lang), null)]), ...sources.flatMap(({ type, whose }) => (whose === null ? [] : [words.from(type, whose)]))], lang)
  const heading = filled === 0 ? words.alreadyThere(from) : words.filled(filled, from)
  const missing = absent.length === 0 ? [] : [makeParagraph(words.absent), list(absent)]
  const age = unconfirmedSince === null ? [] : [makeSmallPrint(words.asOf(timeOf(unconfirmedSince)))]
  const whose = actsFor === null ? [] : [makeParagraph(actsFor)]
  return [banner(words.successTitle, true, bannerHeading(heading), ...whose, ...vouchedView(words, lang, sources), ...leftOut.map((type) => makeParagraph(words.leftOut(type))), ...missing, ...age)]
}

/** Asks once, for all fields in which the citizen typed something else. */
export const conflictView = (words: Words, names: readonly string[], actions: Actions): Node[] => [
  banner(
    words.conflictTitle,
    false,
    bannerHeading(words.conflictHeading),
    makeParagraph(words.conflictBody),
    list(names),
    makeGroup(makeButton(words.keepMine, actions.keepTyped, 'secondary'), makeButton(words.useTheirs, actions.useCredential, 'secondary')),
  ),
]

/** Something that ended without filling: what happened, and what to do. */
export const endedView = (heading: string, sentences: readonly string[], button: HTMLButtonElement | null): Node[] => [
  make('div', { class: 'govuk-inset-text' }, make('h3', { class: 'govuk-heading-s', tabindex: -1 }, heading), ...sentences.map(makeParagraph)),
  ...(button === null ? [] : [makeGroup(button)]),
]
