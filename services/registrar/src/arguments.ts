import { parseArgs } from 'node:util'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { seconds, type Seconds } from '@counterfoil/shared/kernel/branded'
import { isAccreditationKind } from '@counterfoil/shared/trust/trust'
import { controllerName, keyLabel, noonOf, type Command } from './command.ts'
import { readRotationRules } from './config.ts'

export const usage = `pnpm authority -- <command> [authority] [options]

  show <authority>                 what the ledger, or the list, says of it now
  accredit <authority> --to issue|request --type <vct> --until 2027-12-31
                                   also renews: the end moves
  withdraw <authority> --to issue|request --type <vct>
  accredit <authority> --to list --for <authority> --until 2027-12-31
                                   it may sign status lists for another one; withdraw takes the same
  rotate <authority> --role credential|status|request [--key <kid>] [--overlap <seconds>] [--take-over <label>]
                                   a new key is published, and signs after the overlap; once it does, given
                                   again, the one before is retired. --key names the one to be replaced,
                                   --take-over a new one that was made in the hardware module or KMS already
  rotate --due                     the same for every key that is due
  remove-key <authority> --key <kid>
                                   a compromised key: everything it signed is refused
  hand-over <authority> [--from <key>]
                                   a new controller key takes over; given again, the consortium is asked to let it
                                   govern (on a list it does at once), and then the old one is retired. --from names
                                   the one to be replaced, by its address or thumbprint
  join <authority> --letter F --name "Fernhill Council" --welsh-name "Cyngor Fernhill" [--issuer <url>]
       [--verifier <url>] [--governs]
                                   first its identity, keys and addresses; given again, the consortium is asked to
                                   accredit and list it, and with --governs to let it decide too
  leave <authority>                first the consortium lets it go, then it gives its identity up
  proposals                        what the consortium has been asked, and who signed
  sign <number> --as <authority>   what a proposal does, and with --yes agree to it
  execute <number>                 carry out what enough authorities signed

Without --yes a command says what it would write and writes nothing. What the consortium has to decide becomes a
proposal, signed at once by --as <authority> when that is given.

  --data <folder>                  where controller keys and the network file are (.data)`

export interface Asked extends Command {
  readonly data: string
  readonly as: string | null
  readonly yes: boolean
  readonly help: boolean
}

type Option = 'to' | 'type' | 'for' | 'until' | 'key' | 'as' | 'role'

const needs: Readonly<Record<string, readonly Option[]>> = {
  show: [],
  accredit: ['to', 'type', 'until'],
  withdraw: ['to', 'type'],
  rotate: ['role'],
  'remove-key': ['key'],
  'hand-over': [],
  join: [],
  leave: [],
  proposals: [],
  sign: ['as'],
  execute: [],
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const options = { data: { ...text, default: '.data' }, to: text, type: text, for: text, until: text, key: text, as: text, role: text, overlap: text, 'take-over': text, from: text, letter: text, name: text, 'welsh-name': text, issuer: text, verifier: text, governs: flag, due: flag, yes: flag, help: flag } as const

/** Reads the command line. Throws a `ConfigurationError` with every problem. */
export function readArguments(given: readonly string[], env: NodeJS.ProcessEnv = process.env): Asked {
  const { values, positionals } = parse(given)
  const [command = '', subject = ''] = positionals
  const help = values.help || positionals.length === 0
  const wholeNetwork = command === 'proposals' || (command === 'rotate' && values.due)
  if (!help) {
    const needed = needs[command]
    if (needed === undefined) throw new ConfigurationError(`There is no command "${command}".\n${usage}`)
    const problems = (wholeNetwork ? [] : needed).map((name) => (name === 'type' && values.to === 'list' ? 'for' : name)).filter((name) => values[name] === undefined).map((name) => `--${name} is missing.`)
    if (!wholeNetwork && subject === '') problems.push(`${command} of what?`)
    if (wholeNetwork && subject !== '') problems.push(`${command} takes no authority here.`)
    problems.push(...wrongValues(values))
    if (problems.length > 0) throw new ConfigurationError(problems.join('\n'))
  }
  const rules = readRotationRules(env)
  return {
    command,
    subject,
    data: values.data,
    kind: isAccreditationKind(values.to) ? values.to : 'issue',
    vct: values.type ?? '',
    listsOf: values.for ?? '',
    until: values.until === undefined ? 0 : noonOf(values.until),
    role: isRole(values.role) ? values.role : 'credential',
    kid: values.key ?? null,
    takeOver: values['take-over'] ?? null,
    due: values.due,
    from: values.from ?? null,
    joining: { letter: values.letter ?? null, name: namesOf(values), issuerUrl: values.issuer ?? null, verifierUrl: values.verifier ?? null, governs: values.governs },
    ...rules,
    overlap: overlapOf(values.overlap) ?? rules.overlap,
    as: values.as ?? null,
    yes: values.yes,
    help,
  }
}

const namesOf = ({ name, 'welsh-name': welsh }: { readonly name?: string | undefined; readonly 'welsh-name'?: string | undefined }): Bilingual | null => (name === undefined || welsh === undefined ? null : { en: name, cy: welsh })
const isRole = (role: string | undefined): role is JoseRole => role === 'credential' || role === 'status' || role === 'request'
const overlapOf = (given: string | undefined): Seconds | null => (given !== undefined && /^\d{1,6}$/.test(given) ? seconds(Number(given)) : null)

function wrongValues({ to, until, role, overlap, from, 'take-over': label }: Partial<Readonly<Record<'to' | 'until' | 'role' | 'overlap' | 'from' | 'take-over', string | undefined>>>): string[] {
  return [
    ...(until !== undefined && Number.isNaN(noonOf(until)) ? ['--until takes a date such as 2027-12-31.'] : []),
    ...(to !== undefined && !isAccreditationKind(to) ? ['--to takes issue, request or list.'] : []),
    ...(role !== undefined && !isRole(role) ? ['--role takes credential, status or request.'] : []),
    ...(overlap !== undefined && overlapOf(overlap) === null ? ['--overlap takes seconds, at most six digits.'] : []),
    ...(label !== undefined && !new RegExp(keyLabel).test(label) ? ['--take-over takes a label of at most 100 letters, digits and signs.'] : []),
    ...(from !== undefined && !new RegExp(controllerName).test(from) ? ['--from takes an address of 40 hexadecimal digits after 0x or, on a list, a thumbprint.'] : []),
  ]
}

function parse(given: readonly string[]) {
  try {
    // pnpm hands its own `--` on.
    return parseArgs({ args: given.filter((one) => one !== '--'), options, allowPositionals: true })
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : 'The command line makes no sense.'}\n${usage}`)
  }
}
