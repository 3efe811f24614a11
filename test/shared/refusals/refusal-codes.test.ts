import { describe, expect, it } from 'vitest'
import { refusalCatalogue } from '@counterfoil/shared/refusals/refusal-codes'

const entries = Object.entries(refusalCatalogue)

describe('every refusal', () => {
  it.each(entries)('%s: has words that an OAuth error may carry', (_code, { error, words }) => {
    // RFC 6749, section 5.2.
    expect(words).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(error).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    expect(words).toMatch(/\.$/)
  })

  it.each(entries)('%s: is an answer to whoever asked, or a matter of time or of choice: never a fault of ours', (_code, { status }) => {
    expect((status >= 400 && status < 500) || status === 501 || status === 503).toBe(true)
  })
})
