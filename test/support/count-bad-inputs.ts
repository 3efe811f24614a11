// A program that npm test ends with: every line of bad input has to be tried by some test, and refused as it is written. Counts in the reports of a folder.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { badInputs, judgeBadInputs, tellBadInputs, type TestReport } from './bad-inputs.ts'

const [folder = ''] = process.argv.slice(2)
const reports = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<TestReport>)
const judged = judgeBadInputs(badInputs, reports.flatMap(({ testResults }) => (testResults === undefined ? [] : [{ testResults }])))
process.stdout.write(`${tellBadInputs(judged).join('\n')}\n`)
process.exitCode = judged.every(({ untried, failed }) => untried.length === 0 && failed.length === 0) ? 0 : 1
