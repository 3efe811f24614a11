import { settings as ledger } from '@counterfoil/dev-ledger/config'
import { settings as issuer } from '@counterfoil/issuer/config'
import { settings as neighbourhood } from '@counterfoil/neighbourhood/settings'
import { httpSettings } from '@counterfoil/service-kit/config/http-settings'
import { describeSettings } from '@counterfoil/service-kit/config/settings'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import { settings as signIn } from '@counterfoil/sign-in/config'
import { settings as openidProvider } from '@counterfoil/openid-provider/config'
import { settings as publisher } from '@counterfoil/registrar/publisher/config'
import { settings as registrar } from '@counterfoil/registrar/config'
import { settings as verifier } from '@counterfoil/verifier/config'
import { settings as wallet } from '@counterfoil/wallet/server/config'
import { settings as website } from '@counterfoil/council-website/config'

export interface Program {
  readonly title: string
  readonly about: string
  readonly file: string
  readonly settings: readonly SettingDescription[]
  /** Whether it has the settings of every service as well. */
  readonly isService: boolean
}

const isOwn = ({ name }: SettingDescription): boolean => !(name in httpSettings)
const service = (title: string, file: string, about: string, schema: Parameters<typeof describeSettings>[0]): Program => ({ title, about, file, settings: describeSettings(schema).filter(isOwn), isService: true })

/** Every setting of the services that speak HTTP by the service kit. */
export const common = describeSettings(issuer).filter((setting) => !isOwn(setting))

export const programs: readonly Program[] = [
  service('Issuer', 'services/issuer/src/main.ts', 'Issues credentials, serves the staff pages.', issuer),
  service('Verifier', 'services/verifier/src/main.ts', 'Asks for presentations and verifies them.', verifier),
  service('OpenID Provider', 'services/openid-provider/src/main.ts', 'For form teams that know OpenID Connect alone: what a form asks of a wallet, as a sign-in.', openidProvider),
  service('Registrar', 'services/registrar/src/serve.ts', 'For consoles of the authorities: their life cycle on the ledger. `pnpm authority` reads the two settings of rotation as well. Both, and `pnpm ledger:prove`, find keys of others by those others\' settings of keys, under their names: `ISSUER_KEY_CUSTODY`, `VERIFIER_…`, `AUTHORITIES_…` ([keys](keys.md)).', registrar),
  service('Council website', 'examples/council-website/src/main.ts', 'For demonstration: forms that fill themselves in.', website),
  service('List publisher', 'services/registrar/src/publisher/main.ts', 'Serves the signed list of a network without a ledger, and DID documents.', publisher),
  { title: 'Wallet', about: 'Hands out the built web wallet.', file: 'wallet/src/server/main.ts', settings: wallet, isService: false },
  { title: 'Sign-in', about: 'For demonstration: a provider that asks for no password. Never in production.', file: 'examples/sign-in/src/main.ts', settings: describeSettings(signIn), isService: false },
  { title: 'Local ledger', about: 'For development: a chain on this machine. Never in production.', file: 'packages/dev-ledger/src/main.ts', settings: ledger, isService: false },
  { title: '`npm start`', about: 'Runs all of them on this machine, with their settings.', file: 'neighbourhood/src/main.ts', settings: neighbourhood, isService: false },
]

const presetOf = (preset: string | null): string => (preset === null ? '**needed**' : preset === '' ? 'none' : `\`${preset}\``)
const tableOf = (settings: readonly SettingDescription[]): string =>
  ['| setting | meaning | without it | example |', '| --- | --- | --- | --- |', ...settings.map(({ name, meaning, example, preset }) => `| \`${name}\` | ${meaning} | ${presetOf(preset)} | \`${example}\` |`)].join('\n')

/** docs/configuration.md, as the programs tell it. */
export const configurationPage = (): string => `# Configuration

Each program reads its settings from the environment once, at its start; an empty value is none. Everything that is wrong is told at once, by name and without
values, and the program ends with code 2. Secrets stand in files of their own, which only the program may read. [.env.example](../.env.example) can be copied.

Made from the programs by \`npm run generate\`.

## Every service

The issuer, the verifier, the OpenID Provider and the council website have these as well, as has the list publisher.

${tableOf(common)}

${programs.map(({ title, about, file, settings }) => `## ${title}\n\n${about} \`${file}\`\n\n${tableOf(settings)}`).join('\n\n')}
`

const lineOf = ({ name, meaning, example, preset }: SettingDescription): string => `# ${meaning.replaceAll('`', '')}${preset === null ? '' : preset === '' ? ' (optional)' : ` (without it: ${preset})`}\n${preset === null ? '' : '#'}${name}=${preset === null || preset === '' ? example : preset}`

/** .env.example: one part for each program. */
export const environmentExample = (): string => `# Settings by program, made by \`npm run generate\`. Copy the part of a program into a file of its own and start it so:
#   node --env-file=issuer.env services/issuer/src/main.ts
# What begins with a hash mark has a value without it. docs/configuration.md says more.

${programs
  .filter(({ title }) => title !== '`npm start`')
  .map(({ title, file, settings, isService }) => `## ${title}: ${file}\n\n${[...settings, ...(isService ? common : [])].map(lineOf).join('\n')}`)
  .join('\n\n')}
`
