// A reporter for vitest that writes how many tests of each project passed, failed and weren't run, into the file that COUNTS_FILE names.
import { writeFileSync } from 'node:fs'

export default class CountByProject {
  onTestRunEnd(modules) {
    const counts = {}
    for (const file of modules) {
      const count = (counts[file.project.name] ??= { passed: 0, failed: 0, notRun: 0 })
      const states = [...file.children.allTests()].map((test) => test.result().state)
      const failed = states.filter((state) => state === 'failed').length
      count.passed += states.filter((state) => state === 'passed').length
      count.notRun += states.filter((state) => state === 'skipped' || state === 'pending').length
      // A file that cannot be loaded, or a hook that fails, has no test to count as failed, and must not pass for that.
      count.failed += Math.max(failed, file.ok() ? 0 : 1)
    }
    writeFileSync(process.env.COUNTS_FILE, JSON.stringify(counts))
  }
}
