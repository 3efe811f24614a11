import { isJsonObject } from '../kernel/json.ts'
import { contrast } from './contrast.ts'

const largest = 4096
const shapes = new Set(['svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'])
const numbers = /^[-0-9., ]+$/
/** What a shape may say of itself: nothing that fetches, runs, animates or refers. */
const attributes: Readonly<Record<string, RegExp>> = {
  xmlns: /^http:\/\/www\.w3\.org\/2000\/svg$/,
  viewBox: /^0 0 [1-9][0-9]{0,2} [1-9][0-9]{0,2}$/,
  d: /^[-0-9., MmLlHhVvCcSsQqTtAaZz]+$/,
  transform: /^(?:(?:translate|rotate|scale)\([-0-9., ]+\) ?)+$/,
  fill: /^(?:none|#[0-9a-f]{6})$/,
  stroke: /^(?:none|#[0-9a-f]{6})$/,
  'stroke-linecap': /^(?:round|square|butt)$/,
  'stroke-linejoin': /^(?:round|bevel|miter)$/,
  'fill-rule': /^(?:evenodd|nonzero)$/,
  ...Object.fromEntries(['x', 'y', 'rx', 'ry', 'r', 'cx', 'cy', 'x1', 'y1', 'x2', 'y2', 'width', 'height', 'points', 'stroke-width'].map((name) => [name, numbers])),
}

const tag = /<(\/?)([a-z]+)((?: [A-Za-z0-9-]+="[^"<>&]*")*) ?(\/?)>/y
const attribute = / ([A-Za-z0-9-]+)="([^"]*)"/g

/** What is wrong with a picture: anything but plain shapes, each closed, in plain colours. */
function lintShapes(art: string): string[] {
  const open: string[] = []
  const problems: string[] = []
  const compact = art.trim().replaceAll(/>\s+</g, '><')
  for (tag.lastIndex = 0; tag.lastIndex < compact.length; ) {
    const at = tag.lastIndex
    const [, closes, name = '', given = '', isEmpty] = tag.exec(compact) ?? []
    if (closes === undefined) return [...problems, `holds something else than shapes at character ${at + 1}`]
    if (!shapes.has(name)) problems.push(`may not hold <${name}>`)
    for (const [, key = '', value = ''] of given.matchAll(attribute)) {
      const form = Object.hasOwn(attributes, key) ? attributes[key] : undefined
      if (form?.test(value) !== true) problems.push(`may not say ${key}="${value}"`)
    }
    if (at === 0 ? name !== 'svg' || closes === '/' || !given.includes(' viewBox="') || !given.includes(' xmlns="') : open.length === 0) return [...problems, 'must be one <svg> with xmlns and viewBox']
    if (closes === '/' && open.pop() !== name) return [...problems, `closes <${name}> that is not open`]
    if (closes === '' && isEmpty === '') open.push(name)
  }
  return open.length === 0 && compact !== '' ? problems : [...problems, 'is not closed']
}

/** Whether a picture is of plain shapes alone, and so may be shown by whoever got it from a stranger. */
export const isCardArt = (art: string): boolean => art.length <= largest && lintShapes(art).length === 0

/**
 * Reads a card's picture. Its colours stand off the card's ground by 3 : 1, for it tells the cards apart.
 * @see WCAG 2.2, success criterion 1.4.11
 */
export function parseCardArt(art: string | null, card: unknown): { readonly art: string; readonly problems: readonly string[] } {
  if (art === null) return { art: '', problems: ['card.svg is missing'] }
  if (art.length > largest) return { art: '', problems: [`card.svg is larger than ${largest} characters`] }
  const problems = lintShapes(art).map((problem) => `card.svg ${problem}`)
  const background = isJsonObject(card) ? card['background'] : undefined
  const colours = new Set(art.match(/#[0-9a-f]{6}/g))
  if (problems.length === 0 && colours.size === 0) problems.push('card.svg names no colour')
  for (const colour of colours) {
    if (typeof background === 'string' && contrast(background, colour) < 3) problems.push(`card.svg has ${colour}, whose contrast with card.background is below 3`)
  }
  return { art: art.trim(), problems }
}
