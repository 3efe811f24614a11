import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { median, ratioOf, type Rounds } from './measure.ts'

export interface Row {
  readonly name: string
  /** Operations for each second of CPU time. */
  readonly rate: number
  readonly ratios: Readonly<Record<string, number>>
}

/** A row, with its ratios to other rates of the same run. */
export const row = (name: string, rounds: Rounds, others: Readonly<Record<string, Rounds>> = {}, ratios: Readonly<Record<string, number>> = {}): Row => ({
  name,
  rate: median(rounds),
  ratios: { ...Object.fromEntries(Object.entries(others).map(([to, other]) => [to, ratioOf(rounds, other)])), ...ratios },
})

export function printRows(rows: readonly Row[]): void {
  console.log('\nOperations for each CPU second of the process that does them. Only ratios of one run count.\n')
  for (const { name, rate, ratios } of rows) {
    console.log(`${String(Math.round(rate)).padStart(8)}  ${name}${Object.entries(ratios).map(([to, ratio]) => `\n            ÷ ${to}: ${ratio.toFixed(2)}`).join('')}`)
  }
}

/** Keeps the results of a run with the machine that they are of. */
export function keepResults(results: object): void {
  const folder = join(import.meta.dirname, '..', 'results')
  mkdirSync(folder, { recursive: true })
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
  writeFileSync(join(folder, `${new Date().toISOString().slice(0, 10)}.json`), `${JSON.stringify({ machine, ...results }, null, 2)}\n`)
}
