import { longDate } from '@counterfoil/ui/words'
import { axeVersion } from './axe.ts'
import type { Look } from './look.ts'

interface Count {
  readonly states: number
  readonly checks: number
}

/** How many states were looked at, and how often, all ways and languages counted. */
export const countedIn = (looks: readonly Look[]): Count => ({
  states: new Set(looks.map(({ name }) => name.replace(/\.cy$/, ''))).size,
  checks: looks.reduce((sum, { ways }) => sum + ways.length, 0),
})

const parts = [
  { title: 'Staff pages, with sign-in', prefix: /^(staff|sign-in)/ },
  { title: 'Wallet', prefix: /^wallet/ },
  { title: 'Council forms, with the element that fills them in', prefix: /^form/ },
] as const

function rowOf(title: string, looks: readonly Look[]): string {
  const welsh = looks.filter(({ name }) => name.endsWith('.cy')).length
  const { states, checks } = countedIn(looks)
  return `| ${title} | ${states} | ${welsh} | ${checks} |`
}

function waysIn(looks: readonly Look[]): string {
  const counts = new Map<string, number>()
  for (const way of looks.flatMap(({ ways }) => ways)) counts.set(way, (counts.get(way) ?? 0) + 1)
  return [...counts].toSorted(([one], [other]) => one.localeCompare(other)).map(([way, count]) => `${way} (${count})`).join(', ')
}

/** docs/accessibility.md, from what a run looked at. Everything in it was without a finding, or the run would have failed. */
export function accessibilityPage(looks: readonly Look[], today = new Date()): string {
  return `# Accessibility statement

Counterfoil is made to meet the Web Content Accessibility Guidelines 2.2 at level AA, which the Public Sector Bodies (Websites and Mobile
Applications) Accessibility Regulations 2018 ask of councils. This page is made by the browser tests from what they looked at: a rule
that is broken fails them, and so does a claim here that no longer holds.

Last looked at on ${longDate(today.toISOString(), 'en')}, with axe-core ${axeVersion()} in Chromium, by the rules for WCAG 2.0, 2.1 and 2.2 at levels A and AA and axe's best practices.

| screens | states | of them also in Welsh at 320 pixels | looks |
| --- | --- | --- | --- |
${parts.map(({ title, prefix }) => rowOf(title, looks.filter(({ name }) => prefix.test(name)))).join('\n')}
${rowOf('**All**', looks)}

Findings: none. Ways of looking: ${waysIn(looks)}. In each, nothing may stick out of the window. All rules are asked as a screen stands and in
Welsh; in the other ways those whose answer can change: contrast in the dark and with forced colours, size of targets on 320 pixels and
with text at 200 %.

## Held by tests of their own

- The whole path by keyboard alone, from staff to a form that was sent: each stop in sight, with a sign of its focus (2.1.1, 2.4.3, 2.4.7, 2.4.11).
- The focus goes to errors, to news, and to the heading of a screen that took another's place; each screen names its window (2.4.2, 3.3.1, 4.1.3).
- What a screen reader meets in each state of the element that fills a form in, where the focus is and where Tab leads, is written down and held: [in English](../test/embed/read-aloud.en.md), [in Welsh](../test/embed/read-aloud.cy.md) (1.3.2, 2.4.3, 4.1.2).
- The same of the wallet: its screens ([English](../test/journeys/read-aloud.en.md), [Welsh](../test/journeys/read-aloud.cy.md)), collecting with a code, sharing, erasure, backup and help ([English](../test/journeys/read-aloud-sharing.en.md), [Welsh](../test/journeys/read-aloud-sharing.cy.md)), and a session on somebody else’s computer ([English](../test/journeys/read-aloud-session.en.md), [Welsh](../test/journeys/read-aloud-session.cy.md)).
- A QR code is never the only way: a typed code, a link and a field to paste stand beside it, also when there is no camera or it is refused (1.1.1).
- A request lasts 20 minutes; when it runs out, a new code is one press, and what was typed stays (2.2.1).
- Nothing known is asked for again, fields say their purpose, and no code is copied by heart (1.3.5, 3.3.7, 3.3.8).
- Every page works without a script, but for the wallet, which is one.

## Known problems

None of ours. The sign-in provider of the demonstration is in English alone; a council uses its own.

## Not tested

- With people: nobody with a disability has tried it yet.
- With screen readers (NVDA, JAWS, VoiceOver, TalkBack, Narrator), voice control, switches and magnifiers.
- In Firefox and Safari, and on a telephone that isn't simulated.
- The Welsh, by somebody who speaks it: see [what awaits a translator](welsh-review.md).
- Letters that staff print, as tagged PDF.
- A council's own pages around the element, and other wallets.

A council that runs Counterfoil publishes a statement of its own, with whom to write to, how fast it answers, and the Equality and Human Rights
Commission as the body that enforces the regulations.
`
}
