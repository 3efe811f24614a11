import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'

const settings = checkKeyCustody(z.object({ OTHER: z.string({ error: 'is missing' }), ...keyCustodyVariables }))
const read = (env: Record<string, string>): CustodySettings => keyCustodyOf(readEnv(settings, { OTHER: 'here', ...env }))

describe('the settings of key custody', () => {
  it('are envelopes unless said otherwise', () => {
    expect(read({ KEY_ENCRYPTION_KEY_FILE: 'kek' })).toEqual({ kind: 'envelope', current: { from: 'file', file: 'kek' }, former: [] })
  })

  it('take the key encryption key from the environment without repeating it', () => {
    expect(read({ KEY_ENCRYPTION_KEY: 'ab'.repeat(32) })).toEqual({ kind: 'envelope', current: { from: 'environment', variable: 'KEY_ENCRYPTION_KEY' }, former: [] })
  })

  it('name former key encryption keys between commas', () => {
    expect(read({ KEY_ENCRYPTION_KEY_FILE: 'kek', FORMER_KEY_ENCRYPTION_KEY_FILES: 'a, b' })).toMatchObject({ former: [{ file: 'a' }, { file: 'b' }] })
  })

  it('choose a token, for keys or for the key encryption key', () => {
    const pkcs11 = { PKCS11_LIBRARY: 'lib.so', PKCS11_TOKEN: 'issuer', PKCS11_PIN_FILE: 'pin' }
    const token = { library: 'lib.so', token: 'issuer', pinFile: 'pin', sessions: 4 }
    expect(read({ KEY_CUSTODY: 'pkcs11', ...pkcs11 })).toEqual({ kind: 'pkcs11', token })
    expect(read({ KEY_ENCRYPTION_KEY_TOKEN_LABEL: 'kek', FORMER_KEY_ENCRYPTION_KEY_FILES: 'old', ...pkcs11 })).toEqual({ kind: 'envelope', current: { from: 'token', token, label: 'kek' }, former: [{ from: 'file', file: 'old' }] })
    expect(() => read({ KEY_CUSTODY: 'pkcs11' })).toThrow(/PKCS11_LIBRARY: is missing.*\n.*PKCS11_TOKEN: is missing.*\n.*PKCS11_PIN_FILE: is missing/)
    expect(() => read({ KEY_ENCRYPTION_KEY_FILE: 'kek', FORMER_KEY_ENCRYPTION_KEY_TOKEN_LABELS: 'old' })).toThrow('PKCS11_LIBRARY: is missing')
  })

  it('choose a cloud service', () => {
    expect(read({ KEY_CUSTODY: 'aws-kms', AWS_REGION: 'eu-west-2' })).toEqual({ kind: 'aws-kms', kms: { region: 'eu-west-2', aliasPrefix: 'counterfoil' } })
    expect(() => read({ KEY_CUSTODY: 'aws-kms' })).toThrow('AWS_REGION: is missing')
    expect(() => read({ KEY_CUSTODY: 'another' })).toThrow('KEY_CUSTODY: must be one of envelope, pkcs11, aws-kms')
  })

  it('tell every mistake at once, with the others', () => {
    expect(() => readEnv(settings, {})).toThrow(/OTHER: is missing\n {2}KEY_ENCRYPTION_KEY_FILE: is missing/)
  })

  it('refuse two key encryption keys', () => {
    expect(() => read({ KEY_ENCRYPTION_KEY_FILE: 'kek', KEY_ENCRYPTION_KEY: 'ab'.repeat(32) })).toThrow('KEY_ENCRYPTION_KEY_FILE: contradicts another')
  })
})
