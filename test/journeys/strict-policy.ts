import { expect, test as base } from '@playwright/test'

/** Every test is refused that makes the browser complain of a page's policy, or that throws in a page. */
export const test = base.extend<{ readonly complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted ?(?:Type|HTML|Script)|Refused to/i.test(message.text())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})
export { expect }
