import { isIP } from 'node:net'
import type { SettingDescription } from '@counterfoil/shared/kernel/setting'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import { readCertificates, readJson, readNetwork, readSecret } from './read-files.ts'
import { ConfigurationError } from './read-env.ts'

// The kinds of settings that programs have. Each carries its meaning and an example, from which
// docs/configuration.md is made, so that the page can't tell another story than the program.

export interface Told<Default = string> {
  readonly meaning: string
  readonly example: string
  readonly default?: Default
}

const missing = (example: string) => ({ error: `is missing; for example ${example}` })
/** Gives a setting of another kind its meaning. */
export const described = <Schema extends z.ZodType>(schema: Schema, { meaning, example, default: preset }: Told<string | number>): Schema =>
  schema.meta({ description: meaning, example, ...(preset === undefined ? {} : { preset: `${preset}` }) })

/** An address of a program, without a slash at its end. */
export const webAddress = (told: Told) =>
  described(
    z.string(missing(told.example)).refine((value) => URL.canParse(value) && /^https?:/.test(value) && !value.endsWith('/'), `must be an http(s) address without a slash at its end, like ${told.example}`),
    told,
  )

export const text = (told: Told) => described(told.default === undefined ? z.string(missing(told.example)) : z.string().default(told.default), told)

export const wholeNumber = (told: Told<number> & { readonly least: number; readonly most: number }) => {
  const number = z.coerce.number({ error: 'must be a whole number' }).pipe(z.int({ error: 'must be a whole number' }).min(told.least, `must be at least ${told.least}`).max(told.most, `must be at most ${told.most}`))
  return described(told.default === undefined ? number : number.default(told.default), told)
}

export const oneOf = <const Choice extends string>(choices: readonly Choice[], told: Told<Choice> & { readonly default: Choice }) =>
  described(z.enum(choices, { error: `must be one of ${choices.join(', ')}` }).default(told.default as never), told)

/** Values between commas; none when it isn't set and has a default. */
export const listOf = (isOne: (value: string) => boolean, sort: string, told: Told) => {
  const wrong = `must be ${sort} between commas, like ${told.example}`
  const given = told.default === undefined ? z.string(missing(told.example)) : z.string().default(told.default)
  return described(
    given.transform((list) => list.split(',').map((one) => one.trim()).filter((one) => one !== '')).refine((list) => list.every(isOne), wrong),
    told,
  )
}

export const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value
export const isHost = (value: string): boolean => URL.parse(`http://${value}/`)?.host === value.toLowerCase()
export const isAddressOrNetwork = (value: string): boolean => {
  const [address = '', length] = value.split('/')
  const most = isIP(address) === 4 ? 32 : 128
  return isIP(address) !== 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most))
}

/** What a file holds; why it can't be used is told with the other settings. */
const reading =
  <Value>(read: (file: string) => Value) =>
  (file: string, context: z.RefinementCtx): Value => {
    try {
      return read(file)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  }

const contentOf = <Value>(told: Told, read: (file: string) => Value) => described(z.string(missing(told.example)).transform(reading(read)), told)

/** What a file holds, or `otherwise` when none is named. */
export const optionalFile = <Value, Otherwise>(told: Told, read: (file: string) => Value, otherwise: Otherwise) =>
  described(z.string().default('').transform(reading((file) => (file === '' ? otherwise : read(file)))), { ...told, default: '' })

/** Certificates in a file, in PEM; none when it isn't set. */
export const certificatesFile = (what: string, told: Told) => optionalFile(told, (file) => readCertificates(file, what), [])

/** A secret of at least 32 characters in a file of its own. */
export const secretFile = (what: string, told: Told) => contentOf(told, (file) => readSecret(file, what))
export const jsonFile = <Value>(what: string, told: Told) => contentOf(told, (file) => readJson<Value>(file, what))

/** The public facts of the network: who takes part, with which keys, and where the ledger is. */
export const networkFile = () => contentOf<AnyNetwork>({ meaning: 'File with the public facts of the network: what trust rests on, authorities, trust anchors', example: '.data/network.json' }, readNetwork)

export const listening = (port: number) => ({
  PORT: wholeNumber({ meaning: 'Port to listen on', example: `${port}`, default: port, least: 0, most: 65_535 }),
  HOST: text({ meaning: 'Address or name to listen on', example: '0.0.0.0', default: 'localhost' }),
})

/** What a program's settings are, for people. */
export const describeSettings = (settings: z.ZodObject): readonly SettingDescription[] =>
  Object.entries(settings.shape).map(([name, schema]) => {
    const { description = '', example = '', preset = null } = (z.globalRegistry.get(schema as z.ZodType) ?? {}) as { description?: string; example?: string; preset?: string }
    return { name, meaning: description, example, preset }
  })
