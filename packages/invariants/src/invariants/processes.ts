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

const day = 86_400_000

/** Troubles that a log tells of within the last day; a line without a time is of the time before it. */
function troublesIn(file: string, now: number): string[] {
  const found = new Set<string>()
  let time = Infinity
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    time = Number(/"time":(\d{13})/.exec(line)?.[1] ?? time)
    if (time < now - day) continue
    for (const [pattern, words] of troubles) if (pattern.test(line)) found.add(words)
  }
  return [...found]
}

export const nothingEndsUnplanned: Invariant = {
  id: 'INV-18',
  statement: 'No rejection is unhandled, and no process ends unplanned.',
  checkedBy: 'the last day in the logs of all programs, and in the log of the supervisor, which tells of each end whether it was planned',
  applies: 'now',
  look: ({ deployment: { logs, now } }) => {
    if (logs === null) return doesNotApply('these services run within another process, which stops at such errors itself')
    if (!existsSync(logs)) return notSeen(`there is no folder ${logs}`)
    const files = readdirSync(logs).filter((name) => name.endsWith('.log'))
    return judge(files.flatMap((name) => troublesIn(join(logs, name), now * 1000).map((words) => `${name} tells of ${words}`)), `${files.length} logs`)
  },
}

export const globalsStay: Invariant = {
  id: 'INV-19',
  statement: 'Object.prototype and the other globals are after each test file as they were before.',
  checkedBy: 'the test runner, around each file (test/support/globals.ts)',
  applies: 'in test processes',
  look: () => doesNotApply('seen by the test runner, in its own process'),
}
