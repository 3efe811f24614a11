import { parseArgs } from 'node:util'

export const usage = `pnpm invariants -- --data .data     look at the deployment in this folder, running or stopped

  --network <file>        the network file, when it is not <data>/network.json
  --markers <file>        lines of name=value: claim values that may stand nowhere
  --journal <file>        lines of JSON: what was acknowledged and must still be there
  --every <seconds>       look again and again, until one is broken
  --describe              print docs/invariants.md`

export interface Asked {
  readonly data: string
  readonly network: string | null
  readonly markers: string | null
  readonly journal: string | null
  readonly every: number | null
  readonly describe: boolean
  readonly help: boolean
}

/** Reads the command line. Throws with one sentence. */
export function readArguments(given: readonly string[]): Asked {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = { data: { ...text, default: '.data' }, network: text, markers: text, journal: text, every: text, describe: flag, help: flag } as const
  // pnpm hands its own `--` on.
  const { values } = parseArgs({ args: given.filter((one) => one !== '--'), options, allowPositionals: false })
  const every = values.every === undefined ? null : Number(values.every)
  if (every !== null && !(every > 0)) throw new Error('--every takes a number of seconds.')
  return { data: values.data, network: values.network ?? null, markers: values.markers ?? null, journal: values.journal ?? null, every, describe: values.describe, help: values.help }
}
