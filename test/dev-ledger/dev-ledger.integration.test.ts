import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { encodeBytes32String } from 'ethers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { check } from '@counterfoil/invariants/check'
import type { DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { freePort } from '../support/free-port.ts'
import { makeActor, startLocalLedger, temporaryFolder, writeTo } from '../support/ledger.ts'
import { root } from '../support/source-files.ts'
import { mustHold } from '../support/watched.ts'
import { until } from '../support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const ask = async (rpcUrl: string, method: string, params: unknown[] = []): Promise<{ result?: unknown; error?: { code: number; message: string } }> => {
  const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })
  return (await response.json()) as { result?: unknown; error?: { code: number; message: string } }
}
const lastBlock = async (ledger: DevLedger): Promise<{ hash: string; stateRoot: string; number: string }> =>
  (await ask(ledger.rpcUrl, 'eth_getBlockByNumber', ['latest', false])).result as { hash: string; stateRoot: string; number: string }
const writeAttribute = (ledger: DevLedger, value: string): Promise<void> => {
  const actor = makeActor(ledger)
  return writeTo(actor, 'setAttribute', actor.address, encodeBytes32String('did/svc/Note'), `0x${Buffer.from(value).toString('hex')}`, 1000)
}

describe('the local ledger', () => {
  it('is the same chain, hash for hash, when it starts again', async () => {
    const first = await startLocalLedger(folder.path)
    await writeAttribute(first, 'one')
    await writeAttribute(first, 'two')
    const before = await lastBlock(first)
    await first.close()
    const second = await startLocalLedger(folder.path)
    expect(await lastBlock(second)).toEqual(before)
    await second.close()
  })

  it('cuts off a line that a crash left unfinished', async () => {
    const first = await startLocalLedger(folder.path)
    const before = await lastBlock(first)
    await first.close()
    appendFileSync(join(folder.path, 'journal.jsonl'), '{"timestamp":1,"raw":"0x')
    const second = await startLocalLedger(folder.path)
    expect(await lastBlock(second)).toEqual(before)
    await second.close()
    expect(readFileSync(join(folder.path, 'journal.jsonl'), 'utf8')).toMatch(/\n$/)
  })

  it('refuses a journal that is broken in its middle, naming the line', async () => {
    await (await startLocalLedger(folder.path)).close()
    const file = join(folder.path, 'journal.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0] ?? ''}\nrubbish\n`)
    await expect(startLocalLedger(folder.path)).rejects.toThrow('broken at line 2')
  })

  it.each(['anvil_setBalance', 'evm_mine', 'debug_traceTransaction', 'eth_sendTransaction', 'personal_sign', 'hardhat_reset', '__proto__'])(
    'offers nobody %s',
    async (method) => {
      const ledger = await startLocalLedger(folder.path)
      expect((await ask(ledger.rpcUrl, method)).error?.code).toBe(-32_601)
      await ledger.close()
    },
  )

  it('journals nothing that it would not accept again', async () => {
    const ledger = await startLocalLedger(folder.path)
    const journal = readFileSync(join(folder.path, 'journal.jsonl'), 'utf8')
    for (const raw of ['0x', 'nonsense', '0xdeadbeef', 7]) expect((await ask(ledger.rpcUrl, 'eth_sendRawTransaction', [raw])).error).toBeDefined()
    expect(readFileSync(join(folder.path, 'journal.jsonl'), 'utf8')).toBe(journal)
    await ledger.close()
  })

  it('keeps every acknowledged transaction over ten kills', async () => {
    const acknowledged: string[] = []
    const port = await freePort()
    for (let round = 0; round < 10; round += 1) {
      const ledgerProcess = spawn(process.execPath, [join(root, 'packages/dev-ledger/src/main.ts')], {
        env: { ...process.env, DATA_DIR: folder.path, PORT: `${port}`, HOST: '127.0.0.1' },
        stdio: 'inherit',
      })
      const ledger = { rpcUrl: `http://127.0.0.1:${port}`, chainId: 31_337, registry: '' }
      await until(async () => (await fetch(`${ledger.rpcUrl}/health/ready`)).ok)
      for (const hash of acknowledged) expect((await ask(ledger.rpcUrl, 'eth_getTransactionReceipt', [hash])).result).not.toBeNull()
      const { registryAddress } = await import('@counterfoil/dev-ledger/registry')
      const actor = makeActor({ ...ledger, registry: registryAddress })
      // At another moment of the next writes each time, and never before there is something to keep.
      await writeUntilItDies(actor, (hash, written) => {
        acknowledged.push(hash)
        if (written === 2) setTimeout(() => ledgerProcess.kill('SIGKILL'), round * 15)
      })
      await new Promise((resolve) => (ledgerProcess.exitCode === null && ledgerProcess.signalCode === null ? ledgerProcess.once('exit', resolve) : resolve(null)))
    }
    expect(acknowledged.length).toBeGreaterThan(10)
    const last = await startLocalLedger(folder.path)
    const deployment = { issuer: null, verifier: null, keyStores: [], network: null, logs: null, ledger: last.rpcUrl, ledgerJournal: join(folder.path, 'journal.jsonl'), now: 0, grace: 0, fetch, markers: [], searched: [], acknowledged: null }
    mustHold(await check(deployment), ['INV-09', 'INV-20', 'INV-22'])
    await last.close()
  })
})

async function writeUntilItDies(actor: ReturnType<typeof makeActor>, onAcknowledged: (hash: string, written: number) => void): Promise<void> {
  const send = actor.registry.getFunction('setAttribute')
  for (let nonce = 0; ; nonce += 1) {
    try {
      const transaction = (await send(actor.address, encodeBytes32String('did/svc/Note'), '0x00', 1000, { type: 0, gasPrice: 0, gasLimit: 500_000, nonce })) as { hash: string }
      onAcknowledged(transaction.hash, nonce + 1)
    } catch {
      ;(actor.registry.runner as { provider?: { destroy(): void } } | null)?.provider?.destroy()
      return
    }
  }
}
