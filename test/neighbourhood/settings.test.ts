import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CannotStart } from '@counterfoil/neighbourhood/cannot-start'
import { outsideGround } from '@counterfoil/neighbourhood/ledger-ground'
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
    expect(readSettings({})).toEqual({ dataDir: resolve('.data'), portBase: 4700, reset: false, trust: null, ledger: null })
  })

  it('may be nodes of a ledger that runs already', () => {
    const { ledger } = readSettings({ LEDGER_RPC_URL: ' http://one.example:8545, https://two.example ', LEDGER_FUNDING_KEY_FILE: '/keys/funding' })
    expect(ledger).toEqual({ rpcUrls: ['http://one.example:8545', 'https://two.example'], fundingKeyFile: '/keys/funding' })
    expect(readSettings({ LEDGER_RPC_URL: 'http://one.example' }).ledger).toEqual({ rpcUrls: ['http://one.example'], fundingKeyFile: null })
  })

  it.each(['one.example:8545', 'ws://one.example', 'http://one.example,nonsense'])('is refused when a node is %s', (url) => {
    expect(() => readSettings({ LEDGER_RPC_URL: url })).toThrow(CannotStart)
  })

  it('is refused in one sentence when no node answers', async () => {
    await expect(outsideGround({ rpcUrls: ['http://127.0.0.1:1'], fundingKeyFile: null })).rejects.toThrow('No node of a ledger answers at http://127.0.0.1:1')
  })
})
