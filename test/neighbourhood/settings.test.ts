import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CannotStart } from '@counterfoil/neighbourhood/cannot-start'
import { readSettings } from '@counterfoil/neighbourhood/settings'

describe('what npm start is told', () => {
  it.each(['soon', '80', '99999', '4700.5', '', 'missing'])('is refused when the port base is %s', (base) => {
    expect(() => readSettings({ COUNTERFOIL_PORT_BASE: base })).toThrow(CannotStart)
  })

  it('chooses what trust rests on in one word', () => {
    for (const trust of ['erc1056', 'signed-list']) expect(readSettings({ COUNTERFOIL_TRUST: trust })).toMatchObject({ trust })
    expect(() => readSettings({ COUNTERFOIL_TRUST: 'hearsay' })).toThrow(CannotStart)
  })

  it('may be nothing', () => {
    expect(readSettings({})).toEqual({ dataDir: resolve('.data'), portBase: 4700, reset: false, trust: null })
  })
})
