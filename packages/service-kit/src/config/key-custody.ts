import { z } from 'zod'
import { described, listOf, oneOf } from './settings.ts'
import type { CustodySettings, KekSource } from '../keys/custody-settings.ts'

/** Settings of every process that holds keys: which custody, and what that one needs. */
export const keyCustodyVariables = {
  KEY_CUSTODY: oneOf(['envelope'], { meaning: 'Where signing keys are kept: `envelope`, encrypted in the database', example: 'envelope', default: 'envelope' }),
  KEY_ENCRYPTION_KEY_FILE: described(z.string().optional(), { meaning: 'File with the key that signing keys are encrypted with, 64 hexadecimal digits; this or the next must be given', example: '.data/secrets/kek', default: '' }),
  KEY_ENCRYPTION_KEY: described(z.string().optional(), { meaning: 'The same key itself', example: '0123…cdef', default: '' }),
  FORMER_KEY_ENCRYPTION_KEY_FILES: listOf(() => true, 'files', { meaning: 'Files with former such keys, between commas; needed until every key is encrypted under the current one', example: '.data/secrets/former-kek', default: '' }),
}

type Given = z.output<z.ZodObject<typeof keyCustodyVariables>>

interface Rule {
  readonly variable: keyof Given
  readonly message: string
  readonly holds: (given: Given) => boolean
}

const isSet = (value: string | undefined): boolean => value !== undefined

const rules: readonly Rule[] = [
  {
    variable: 'KEY_ENCRYPTION_KEY_FILE',
    message: 'is missing; for example .data/secrets/kek (or KEY_ENCRYPTION_KEY, 64 hexadecimal digits)',
    holds: (given) => given.KEY_CUSTODY !== 'envelope' || isSet(given.KEY_ENCRYPTION_KEY_FILE) || isSet(given.KEY_ENCRYPTION_KEY),
  },
  {
    variable: 'KEY_ENCRYPTION_KEY',
    message: 'contradicts KEY_ENCRYPTION_KEY_FILE: give one of the two',
    holds: (given) => !(isSet(given.KEY_ENCRYPTION_KEY_FILE) && isSet(given.KEY_ENCRYPTION_KEY)),
  },
]

/** Adds what holds between those settings, told together with every other mistake. */
export const checkKeyCustody = <Schema extends z.ZodType<Given>>(schema: Schema): Schema =>
  rules.reduce((checked, { variable, message, holds }) => checked.refine(holds, { path: [variable], message, when: () => true }), schema)

/** The custody that checked settings choose. */
export function keyCustodyOf(given: Given): CustodySettings {
  const fileOf = (file: string): KekSource => ({ from: 'file', file })
  return {
    kind: 'envelope',
    current: given.KEY_ENCRYPTION_KEY_FILE === undefined ? { from: 'environment', variable: 'KEY_ENCRYPTION_KEY' } : fileOf(given.KEY_ENCRYPTION_KEY_FILE),
    former: given.FORMER_KEY_ENCRYPTION_KEY_FILES.map(fileOf),
  }
}
