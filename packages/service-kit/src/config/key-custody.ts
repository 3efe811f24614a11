import { z } from 'zod'
import type { CustodySettings, KekSource } from '../keys/custody-settings.ts'
import { described, listOf, oneOf, wholeNumber } from './settings.ts'

const any = (): boolean => true

/** Settings of every process that holds keys: which custody, and what that one needs. */
export const keyCustodyVariables = {
  KEY_CUSTODY: oneOf(['envelope', 'pkcs11', 'aws-kms'], { meaning: 'Where signing keys are kept: `envelope`, encrypted in the database; `pkcs11`, in a hardware module; `aws-kms`, in AWS KMS', example: 'pkcs11', default: 'envelope' }),
  KEY_ENCRYPTION_KEY_FILE: described(z.string().optional(), { meaning: '`envelope`: file with the key that signing keys are encrypted with, 64 hexadecimal digits; this or one of the next two must be given', example: '.data/secrets/kek', default: '' }),
  KEY_ENCRYPTION_KEY: described(z.string().optional(), { meaning: 'The same key itself', example: '0123…cdef', default: '' }),
  KEY_ENCRYPTION_KEY_TOKEN_LABEL: described(z.string().optional(), { meaning: 'The same key as an AES key in the PKCS#11 token, by its label', example: 'counterfoil-kek-2026', default: '' }),
  FORMER_KEY_ENCRYPTION_KEY_FILES: listOf(any, 'files', { meaning: 'Files with former such keys, between commas; needed until every key is encrypted under the current one', example: '.data/secrets/former-kek', default: '' }),
  FORMER_KEY_ENCRYPTION_KEY_TOKEN_LABELS: listOf(any, 'labels', { meaning: 'Labels of former such keys in the PKCS#11 token, between commas', example: 'counterfoil-kek-2025', default: '' }),
  PKCS11_LIBRARY: described(z.string().optional(), { meaning: 'File of the hardware module\'s PKCS#11 library', example: '/usr/lib/softhsm/libsofthsm2.so', default: '' }),
  PKCS11_TOKEN: described(z.string().optional(), { meaning: 'Label of the token in it', example: 'counterfoil-issuer', default: '' }),
  PKCS11_PIN_FILE: described(z.string().optional(), { meaning: 'File with the PIN of the token\'s user', example: '.data/secrets/issuer-pin', default: '' }),
  PKCS11_SESSIONS: wholeNumber({ meaning: 'How many signatures may be under way in the token at once', example: '8', default: 4, least: 1, most: 64 }),
  AWS_REGION: described(z.string().optional(), { meaning: '`aws-kms`: region of the keys; credentials come by the SDK\'s own chain', example: 'eu-west-2', default: '' }),
  AWS_KMS_ALIAS_PREFIX: described(z.string().regex(/^[a-zA-Z0-9_-]+$/, 'must have letters, digits, hyphens and underscores alone').default('counterfoil'), { meaning: 'First part of the aliases of this installation\'s keys', example: 'counterfoil-pilot', default: 'counterfoil' }),
  AWS_KMS_ENDPOINT: described(z.string().refine((value) => URL.canParse(value), 'must be an address').optional(), { meaning: 'Another address of the service than the region\'s own, such as a private endpoint', example: 'https://kms.example', default: '' }),
}

type Given = z.output<z.ZodObject<typeof keyCustodyVariables>>

interface Rule {
  readonly variable: keyof Given
  readonly message: string
  readonly holds: (given: Given) => boolean
}

const keks = ['KEY_ENCRYPTION_KEY_FILE', 'KEY_ENCRYPTION_KEY', 'KEY_ENCRYPTION_KEY_TOKEN_LABEL'] as const
const keksIn = (given: Given): number => keks.filter((name) => given[name] !== undefined).length
const usesToken = (given: Given): boolean =>
  given.KEY_CUSTODY === 'pkcs11' || (given.KEY_CUSTODY === 'envelope' && (given.KEY_ENCRYPTION_KEY_TOKEN_LABEL !== undefined || (given.FORMER_KEY_ENCRYPTION_KEY_TOKEN_LABELS ?? []).length > 0))

const rules: readonly Rule[] = [
  {
    variable: 'KEY_ENCRYPTION_KEY_FILE',
    message: 'is missing; for example .data/secrets/kek (or KEY_ENCRYPTION_KEY, 64 hexadecimal digits, or KEY_ENCRYPTION_KEY_TOKEN_LABEL)',
    holds: (given) => given.KEY_CUSTODY !== 'envelope' || keksIn(given) > 0,
  },
  { variable: 'KEY_ENCRYPTION_KEY_FILE', message: `contradicts another: give one of ${keks.join(', ')}`, holds: (given) => keksIn(given) < 2 },
  { variable: 'PKCS11_LIBRARY', message: 'is missing; for example /usr/lib/softhsm/libsofthsm2.so', holds: (given) => !usesToken(given) || given.PKCS11_LIBRARY !== undefined },
  { variable: 'PKCS11_TOKEN', message: 'is missing; for example counterfoil-issuer, the label of the token', holds: (given) => !usesToken(given) || given.PKCS11_TOKEN !== undefined },
  { variable: 'PKCS11_PIN_FILE', message: 'is missing; for example .data/secrets/issuer-pin', holds: (given) => !usesToken(given) || given.PKCS11_PIN_FILE !== undefined },
  { variable: 'AWS_REGION', message: 'is missing; for example eu-west-2', holds: (given) => given.KEY_CUSTODY !== 'aws-kms' || given.AWS_REGION !== undefined },
]

/** Adds what holds between those settings, told together with every other mistake. */
export const checkKeyCustody = <Schema extends z.ZodType<Given>>(schema: Schema): Schema =>
  rules.reduce((checked, { variable, message, holds }) => checked.refine(holds, { path: [variable], message, when: () => true }), schema)

/** The custody that checked settings choose; where they bear a program's name, with its prefix. */
export function keyCustodyOf(given: Given, prefix = ''): CustodySettings {
  const token = { library: given.PKCS11_LIBRARY ?? '', token: given.PKCS11_TOKEN ?? '', pinFile: given.PKCS11_PIN_FILE ?? '', sessions: given.PKCS11_SESSIONS }
  if (given.KEY_CUSTODY === 'pkcs11') return { kind: 'pkcs11', token }
  if (given.KEY_CUSTODY === 'aws-kms') {
    const endpoint = given.AWS_KMS_ENDPOINT
    return { kind: 'aws-kms', kms: { region: given.AWS_REGION ?? '', aliasPrefix: given.AWS_KMS_ALIAS_PREFIX, ...(endpoint === undefined ? {} : { endpoint }) } }
  }
  const inFile = (file: string): KekSource => ({ from: 'file', file })
  const inToken = (label: string): KekSource => ({ from: 'token', token, label })
  const former = [...given.FORMER_KEY_ENCRYPTION_KEY_FILES.map(inFile), ...given.FORMER_KEY_ENCRYPTION_KEY_TOKEN_LABELS.map(inToken)]
  if (given.KEY_ENCRYPTION_KEY_FILE !== undefined) return { kind: 'envelope', current: inFile(given.KEY_ENCRYPTION_KEY_FILE), former }
  if (given.KEY_ENCRYPTION_KEY_TOKEN_LABEL !== undefined) return { kind: 'envelope', current: inToken(given.KEY_ENCRYPTION_KEY_TOKEN_LABEL), former }
  return { kind: 'envelope', current: { from: 'environment', variable: `${prefix}KEY_ENCRYPTION_KEY` }, former }
}
