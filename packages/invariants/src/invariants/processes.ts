import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { doesNotApply, judge, notSeen, type Invariant } from '../invariant.ts'

/** What Node, V8 and our supervisor write when a process ends that should not have, or an error was nobody's. */
const troubles: readonly (readonly [RegExp, string])[] = [
  [/UnhandledPromiseRejection|unhandledRejection|ERR_UNHANDLED_REJECTION/, 'an unhandled rejection'],
  [/triggerUncaughtException|uncaughtException/, 'an uncaught exception'],
  [/FATAL ERROR|heap out of memory/, 'a process without memory'],
  [/"msg":"ended".*"planned":false|"planned":false.*"msg":"ended"/, 'a process that ended unplanned'],
]

export const nothingEndsUnplanned: Invariant = {
  id: 'INV-18',
  statement: 'No rejection is unhandled, and no process ends unplanned.',
  checkedBy: 'the logs of all programs, and the log of the supervisor, which tells of each end whether it was planned',
  applies: 'now',
  look: ({ deployment: { logs } }) => {
    if (logs === null) return doesNotApply('these services run within another process, which stops at such errors itself')
    if (!existsSync(logs)) return notSeen(`there is no folder ${logs}`)
    const files = readdirSync(logs).filter((name) => name.endsWith('.log'))
    const findings = files.flatMap((name) => {
      const text = readFileSync(join(logs, name), 'utf8')
      return troubles.filter(([pattern]) => pattern.test(text)).map(([, words]) => `${name} tells of ${words}`)
    })
    return judge(findings, `${files.length} logs`)
  },
}

export const globalsStay: Invariant = {
  id: 'INV-19',
  statement: 'Object.prototype and the other globals are after each test file as they were before.',
  checkedBy: 'the test runner, around each file (test/support/each-test.ts)',
  applies: 'in test processes',
  look: () => doesNotApply('seen by the test runner, in its own process'),
}
