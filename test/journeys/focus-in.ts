import type { Page } from '@playwright/test'

/** What has the focus, by its tag and its words, and what is wrong with how it shows: nothing may be focused out of sight, or without a sign of it. */
export const focusIn = (page: Page): Promise<{ readonly is: string; readonly wrong: string }> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (!(focused instanceof HTMLElement) || focused === document.body) return { is: 'nothing', wrong: '' }
    const label = focused instanceof HTMLInputElement ? focused.labels?.[0]?.textContent : focused.textContent
    const is = `${focused.tagName.toLowerCase()} ${label?.trim() || focused.id}`
    const { top, bottom, width, height } = focused.getBoundingClientRect()
    const isInSight = width > 0 && height > 0 && bottom > 0 && top < innerHeight
    // A radio or checkbox of GOV.UK shows its focus on the box drawn beside it.
    const signs = [getComputedStyle(focused), getComputedStyle(focused.nextElementSibling ?? focused, '::before')]
    const isSeen = signs.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none')
    return { is, wrong: isInSight ? (isSeen ? '' : `${is} shows no focus`) : `${is} is focused out of sight` }
  })
