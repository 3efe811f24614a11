import { z } from 'zod'
import type { CustodySettings, KekSource } from '../keys/custody-settings.ts'

/** Settings of every process that holds keys: which custody, and what that one needs. */
export const keyCustodyVariables = {
  KEY_CUSTODY: z.enum(['envelope'], { error: 'must be envelope' }).default('envelope'),
  KEY_ENCRYPTION_KEY_FILE: z.string().optional(),
  KEY_ENCRYPTION_KEY: z.string().optional(),
  FORMER_KEY_ENCRYPTION_KEY_FILES: z.string().default('').transform((list) => list.split(',').map((file) => file.trim()).filter((file) => file !== '')),
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
