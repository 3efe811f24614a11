import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { optionalFile } from '@counterfoil/service-kit/config/settings'
import { isReadable } from '@counterfoil/shared/kernel/plain-text'
import { z } from 'zod'
import { inBothLanguages, longestTxCodeDescription, txCodeLengths, usualTxCode, type TxCodes, type TxCodeShape } from './domain/tx-code.ts'

const sentence = z.string().min(1).refine(isReadable, 'must be one line of readable text')
const description = z
  .strictObject({ en: sentence, cy: sentence })
  .transform(inBothLanguages)
  .refine((both) => both.length <= longestTxCodeDescription, `must have ${longestTxCodeDescription} characters at most, both languages and " / " between them`)
const codeOf = <Mode extends keyof typeof txCodeLengths>(mode: Mode) =>
  z.strictObject({ input_mode: z.literal(mode), length: z.int().min(txCodeLengths[mode].least).max(txCodeLengths[mode].most), description: description.optional() })
const code = z.discriminatedUnion('input_mode', [codeOf('numeric'), codeOf('text')])
const name = z.string().regex(/^[a-z][a-z0-9-]*$/)
const fileShape = z.record(name, z.strictObject({ usual: code.optional(), types: z.record(name, code).optional() }))

/** What a file says, and of whom. */
export interface TxCodesFile {
  readonly authorities: readonly string[]
  readonly shapes: TxCodes
}

/** Reads the file that says how the transaction codes of each council look. Throws a `ConfigurationError` with everything that is wrong. */
export function readTxCodes(file: string): TxCodesFile {
  const parsed = fileShape.safeParse(readJson<unknown>(file, 'transaction codes file'))
  if (!parsed.success) throw new ConfigurationError(`The transaction codes file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  const shapes = new Map<string, TxCodeShape>()
  for (const [authority, { usual, types = {} }] of Object.entries(parsed.data)) {
    if (usual !== undefined) shapes.set(authority, shapeOf(usual))
    for (const [type, own] of Object.entries(types)) shapes.set(`${authority}/${type}`, shapeOf(own))
  }
  return { authorities: Object.keys(parsed.data), shapes: (authority, typeId) => shapes.get(`${authority}/${typeId}`) ?? shapes.get(authority) ?? usualTxCode }
}

/** The codes of the councils of a network. Throws a `ConfigurationError` for one that it doesn't have: a misspelt name would leave a council with codes that it didn't choose. */
export function txCodesIn({ authorities, shapes }: TxCodesFile, network: { readonly authorities: readonly { readonly id: string }[] }): TxCodes {
  const unknown = authorities.filter((authority) => !network.authorities.some(({ id }) => id === authority))
  if (unknown.length > 0) throw new ConfigurationError(`The file of TRANSACTION_CODES_FILE names what is no authority of the network: ${unknown.join(', ')}.`)
  return shapes
}

const shapeOf = ({ input_mode: inputMode, length, description: told = null }: Omit<z.output<typeof code>, 'description'> & { readonly description?: string | undefined | null }): TxCodeShape => ({ inputMode, length, description: told })

/** The part of the configuration that says how transaction codes look. */
export const txCodeSettings = {
  TRANSACTION_CODES_FILE: optionalFile({ meaning: 'File that says how the transaction codes of each council and type look: digits or letters too, how many, and what wallets say of them ([how](issuer.md#transaction-codes)); without it they are six digits', example: '/etc/counterfoil/transaction-codes.json' }, readTxCodes, { authorities: [], shapes: () => usualTxCode }),
} as const
