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

  it('tell every mistake at once, with the others', () => {
    expect(() => readEnv(settings, {})).toThrow(/OTHER: is missing\n {2}KEY_ENCRYPTION_KEY_FILE: is missing/)
  })

  it('refuse two key encryption keys', () => {
    expect(() => read({ KEY_ENCRYPTION_KEY_FILE: 'kek', KEY_ENCRYPTION_KEY: 'ab'.repeat(32) })).toThrow('KEY_ENCRYPTION_KEY: contradicts KEY_ENCRYPTION_KEY_FILE')
  })
})
