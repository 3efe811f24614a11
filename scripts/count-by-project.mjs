// A reporter for vitest that writes how many tests of each project passed, failed and weren't run, into the file that COUNTS_FILE names,
// and why each test failed, in a few lines, into the one that REASONS_FILE names: a log is often kept by its end alone.
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** How much of a reason is told: a difference of two long texts would push all others out of a log's end. */
const mostLines = 12

const toldOf = ({ message, stack, diff }) => {
  const where = /\((?:file:\/\/)?[^()]*?([^/()]+\.tsx?:\d+)(?::\d+)?\)|at (?:file:\/\/)?\S*?([^/\s]+\.tsx?:\d+)/.exec(stack ?? '')
  const lines = [...stripVTControlCharacters(message ?? 'no message').split('\n'), ...stripVTControlCharacters(diff ?? '').split('\n')].filter((line) => line.trim() !== '')
  return [`- ${lines[0] ?? ''}${where === null ? '' : ` (${where[1] ?? where[2]})`}`, ...lines.slice(1, mostLines)].join('\n    ')
}

const reasonOf = (name, errors) => [name, ...errors.map(toldOf)].join('\n  ')

export default class CountByProject {
  onTestRunEnd(modules, unhandled = []) {
    const counts = {}
    const reasons = unhandled.map((error) => reasonOf('outside every test', [error]))
    for (const file of modules) {
      const count = (counts[file.project.name] ??= { passed: 0, failed: 0, notRun: 0 })
      const states = [...file.children.allTests()].map((test) => test.result().state)
      const failed = states.filter((state) => state === 'failed').length
      count.passed += states.filter((state) => state === 'passed').length
      count.notRun += states.filter((state) => state === 'skipped' || state === 'pending').length
      // A file that cannot be loaded, or a hook that fails, has no test to count as failed, and must not pass for that.
      count.failed += Math.max(failed, file.ok() ? 0 : 1)
      const named = (name) => [file.project.name, file.relativeModuleId, name].filter((part) => part !== '').join(' › ')
      if (file.errors().length > 0) reasons.push(reasonOf(named(''), file.errors()))
      for (const suite of file.children.allSuites()) if (suite.errors().length > 0) reasons.push(reasonOf(named(suite.fullName), suite.errors()))
      for (const test of file.children.allTests('failed')) reasons.push(reasonOf(named(test.fullName), test.result().errors ?? []))
    }
    if (process.env.REASONS_FILE !== undefined) writeFileSync(process.env.REASONS_FILE, reasons.join('\n'))
    writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts))
  }
}
