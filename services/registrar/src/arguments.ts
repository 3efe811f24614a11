import { parseArgs } from 'node:util'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'

export const usage = `pnpm authority -- <command> [authority] [options]

  show <authority>                 what the ledger says of it now
  accredit <authority> --to issue|request --type <vct> --until 2027-12-31
                                   also renews: the end moves
  withdraw <authority> --to issue|request --type <vct>
  remove-key <authority> --key <kid>
                                   a compromised key: everything it signed is refused
  leave <authority>                first the consortium lets it go, then it gives its identity up
  proposals                        what the consortium has been asked, and who signed
  sign <number> --as <authority>   agree to a proposal
  execute <number>                 carry out what enough authorities signed

Without --yes a command says what it would write and writes nothing. What the consortium has to decide becomes a
proposal, signed at once by --as <authority> when that is given.

  --data <folder>                  where controller keys and the network file are (.data)`

export interface Asked {
  readonly command: string
  readonly subject: string
  readonly data: string
  readonly kind: 'issue' | 'request'
  readonly vct: string
  readonly until: number
  readonly kid: string
  readonly as: string | null
  readonly yes: boolean
  readonly help: boolean
}

const needs: Readonly<Record<string, readonly ('to' | 'type' | 'until' | 'key' | 'as')[]>> = {
  show: [],
  accredit: ['to', 'type', 'until'],
  withdraw: ['to', 'type'],
  'remove-key': ['key'],
  leave: [],
  proposals: [],
  sign: ['as'],
  execute: [],
}

/** Reads the command line. Throws a `ConfigurationError` with every problem. */
export function readArguments(given: readonly string[]): Asked {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = { data: { ...text, default: '.data' }, to: text, type: text, until: text, key: text, as: text, yes: flag, help: flag } as const
  // pnpm hands its own `--` on.
  const { values, positionals } = parse(given, options)
  const [command = '', subject = ''] = positionals
  const help = values.help || positionals.length === 0
  const needed = needs[command]
  if (!help && needed === undefined) throw new ConfigurationError(`There is no command "${command}".\n${usage}`)
  const missing = (needed ?? []).filter((name) => values[name] === undefined).map((name) => `--${name} is missing.`)
  if (!help && command !== 'proposals' && subject === '') missing.push(`${command} of what?`)
  const until = values.until === undefined ? 0 : Date.parse(`${values.until}T12:00:00Z`) / 1000
  if (Number.isNaN(until)) missing.push('--until takes a date such as 2027-12-31.')
  if (values.to !== undefined && values.to !== 'issue' && values.to !== 'request') missing.push('--to takes issue or request.')
  if (!help && missing.length > 0) throw new ConfigurationError(missing.join('\n'))
  return { command, subject, data: values.data, kind: values.to === 'request' ? 'request' : 'issue', vct: values.type ?? '', until, kid: values.key ?? '', as: values.as ?? null, yes: values.yes, help }
}

function parse<const Options extends NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>>(given: readonly string[], options: Options) {
  try {
    return parseArgs({ args: given.filter((one) => one !== '--'), options, allowPositionals: true })
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : 'The command line makes no sense.'}\n${usage}`)
  }
}
