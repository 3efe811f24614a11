import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { readArguments, usage, type Asked } from './arguments.ts'
import { invariants } from './catalogue.ts'
import { check } from './check.ts'
import { deploymentIn, readAcknowledged, readMarkers } from './deployment-in.ts'
import { emptyMemory } from './memory.ts'
import { describe, isBroken, table } from './report.ts'

const say = (words: string): void => void process.stdout.write(`${words}\n`)

async function lookAgainAndAgain(asked: Asked, every: number): Promise<number> {
  const memory = emptyMemory()
  for (;;) {
    const report = await check(await sightOf(asked), { memory })
    say(`${new Date().toISOString()}\n${table(report)}\n`)
    if (isBroken(report)) return 1
    await setTimeout(every * 1000)
  }
}

const sightOf = ({ data, network, markers, journal }: Asked) =>
  deploymentIn(data, { network, markers: markers === null ? [] : readMarkers(markers), acknowledged: journal === null ? null : readAcknowledged(journal) })

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2))
  if (asked.help) return say(usage), 0
  if (asked.describe) return process.stdout.write(describe(invariants)), 0
  if (!existsSync(asked.data)) throw new Error(`There is no folder ${asked.data}.`)
  if (asked.every !== null) return lookAgainAndAgain(asked, asked.every)
  const report = await check(await sightOf(asked))
  say(table(report))
  return isBroken(report) ? 1 : 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : 'The look failed.'}\n${usage}\n`)
    process.exitCode = 2
  },
)
