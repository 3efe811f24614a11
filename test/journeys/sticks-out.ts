import type { Page } from '@playwright/test'

/**
 * What a reader can't see whole: words and controls that go past the window, past the box they are drawn in, or that a box cuts
 * off. Each is told with where it is and by how many pixels it is too wide. What scrolls sideways by itself is left alone.
 */
export const sticksOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const slack = 1
    const found = new Set<string>()
    const tell = (what: string, element: Element, by: number, outOf: string): unknown => found.add(`${what.trim().slice(0, 40)} in ${nameOf(element)} is ${Math.ceil(by)} pixels out of ${outOf}`)
    const nameOf = ({ localName, className }: Element): string => (typeof className === 'string' && className !== '' ? `${localName}.${className.split(' ').join('.')}` : localName).slice(0, 60)

    interface Box {
      readonly parent: Element | null
      /** Whether it's a box of its own: words that flow with others are none, nor what only holds others. */
      readonly isBlock: boolean
      /** Whether one sees where it ends. */
      readonly isDrawn: boolean
      readonly cuts: boolean
      readonly scrolls: boolean
      /** Read out alone, or drawn elsewhere than its parent is. */
      readonly isHidden: boolean
      readonly isAway: boolean
    }
    const boxes = new Map<Element, Box>()
    function boxOf(element: Element): Box {
      const known = boxes.get(element)
      if (known !== undefined) return known
      const { display, overflowX, position, visibility, opacity, backgroundColor, borderRightWidth, borderLeftWidth, borderRightStyle, borderLeftStyle } = getComputedStyle(element)
      const { width, height } = element.getBoundingClientRect()
      const box: Box = {
        parent: element.parentElement,
        isBlock: display !== 'contents' && (!display.startsWith('inline') || display.startsWith('inline-')),
        isDrawn: backgroundColor !== 'rgba(0, 0, 0, 0)' || (borderRightWidth !== '0px' && borderRightStyle !== 'none') || (borderLeftWidth !== '0px' && borderLeftStyle !== 'none'),
        cuts: overflowX === 'hidden' || overflowX === 'clip',
        scrolls: overflowX === 'auto' || overflowX === 'scroll',
        isHidden: display === 'none' || visibility !== 'visible' || opacity === '0' || ((overflowX === 'hidden' || overflowX === 'clip') && Math.min(width, height) <= 1),
        isAway: position === 'absolute' || position === 'fixed',
      }
      boxes.set(element, box)
      return box
    }

    function linesUp(element: Element): Element[] {
      const line: Element[] = []
      for (let at: Element | null = element; at !== null && at !== document.documentElement; at = boxOf(at).parent) line.push(at)
      return line
    }

    function judge(what: string, element: Element, { left, right }: DOMRect, isText: boolean): void {
      const line = linesUp(element)
      if (line.some((at) => boxOf(at).isHidden)) return
      let isNearest = isText
      for (const at of line) {
        const { isBlock, isDrawn, cuts, scrolls, isAway } = boxOf(at)
        if (scrolls) return
        const isOwn = at === element && !isText
        if (isBlock && !isOwn && (isNearest || isDrawn || cuts)) {
          const own = at.getBoundingClientRect()
          const by = Math.max(right - own.right, own.left - left)
          if (by > slack) tell(what, element, by, nameOf(at))
          isNearest = false
        }
        if (isAway) break
      }
      const by = Math.max(right - document.documentElement.clientWidth, -left)
      if (by > slack) tell(what, element, by, 'the window')
    }

    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = words.nextNode(); node !== null; node = words.nextNode()) {
      const text = node.textContent ?? ''
      if (text.trim() === '' || node.parentElement === null || ['script', 'style', 'option'].includes(node.parentElement.localName)) continue
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) if (rect.width > 0) judge(text, node.parentElement, rect, true)
    }
    for (const element of document.querySelectorAll('input, select, textarea, button, img, svg, canvas, video, table, pre')) {
      const rect = element.getBoundingClientRect()
      if (rect.width > 0) judge(element.getAttribute('name') ?? element.localName, element, rect, false)
    }
    // Whatever it is, the window scrolls sideways because of it.
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth > clientWidth && found.size === 0) found.add(`something is ${scrollWidth - clientWidth} pixels out of the window`)
    return [...found]
  })
