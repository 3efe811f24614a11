import { Transaction, verifyMessage, verifyTypedData } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { openCustody, type KeyCustody } from '@counterfoil/service-kit/keys/key-custody'
import type { CustodyKey, KeyKeeper } from '@counterfoil/service-kit/keys/key-keeper'
import { keyRoles, type JoseRole } from '@counterfoil/service-kit/keys/key-role'
import type { KeyEvent, KeyUseObserver } from '@counterfoil/service-kit/keys/key-use'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

/** Keeps what it is told. */
export function recordingObserver(): KeyUseObserver & { readonly events: KeyEvent[]; kinds(): string[] } {
  const events: KeyEvent[] = []
  return { events, note: (event) => events.push(event), kinds: () => events.map(({ kind }) => kind) }
}

const domain = { name: 'Test', version: '1', chainId: 31_337 }
const types = { Note: [{ name: 'text', type: 'string' }] }
const note = { text: 'for the ledger' }
const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** What every custody promises, whatever keeps its keys. `open` opens the same store each time, as a new process would. */
export function describeKeyCustody(name: string, open: (observer: KeyUseObserver) => Promise<KeyKeeper>): void {
  describe(`key custody: ${name}`, () => {
    const observer = recordingObserver()
    const clock = fixedClock(1_764_000_000)
    let custody: KeyCustody
    const reopen = async (): Promise<void> => {
      await custody.close()
      custody = openCustody(await open(observer), { clock, observer })
    }
    const find = async (id: string): Promise<CustodyKey | undefined> => (await custody.list()).find((key) => key.id === id)

    beforeAll(async () => {
      custody = openCustody(await open(observer), { clock, observer })
    })
    afterAll(() => custody.close())

    it('makes keys for each role, and knows them again after a restart', async () => {
      const made: CustodyKey[] = []
      for (const role of keyRoles) made.push(await custody.make({ role, authority: 'aldermoor' }))
      await reopen()
      for (const key of made) expect(await find(key.id)).toEqual(key)
      expect(new Set(made.map(({ publicKeyHex }) => publicKeyHex)).size).toBe(keyRoles.length)
      for (const { publicKeyHex } of made) expect(publicKeyHex).toMatch(/^04[0-9a-f]{128}$/)
      expect(observer.events.filter(({ kind }) => kind === 'created').map(({ key }) => key.role)).toEqual([...keyRoles])
    })

    it.each(['credential', 'status', 'request'] as const)('signs JWTs with a %s key', async (role: JoseRole) => {
      const { id, publicKeyHex } = await custody.make({ role, authority: 'aldermoor' })
      const key = await custody.es256(id, role)
      expect(key.publicJwk).toEqual(publicJwkOf(publicKeyHex))
      const made = await Promise.all(Array.from({ length: 20 }, async (_, index) => key.sign(`text ${index}`)))
      for (const [index, signature] of made.entries()) expect(verifyEs256(importP256(key.publicJwk), `text ${index}`, signature)).toBe(true)
      expect(verifyEs256(importP256(key.publicJwk), 'another text', made[0] ?? '')).toBe(false)
    })

    it.each(['controller', 'gas'] as const)('signs transactions, typed data and messages with a %s key, s in the lower half', async (role) => {
      const { id } = await custody.make({ role, authority: 'aldermoor' })
      const signer = await custody.ethereumSigner(id, role)
      const address = await signer.getAddress()
      for (let nonce = 0; nonce < 8; nonce += 1) {
        const signed = Transaction.from(await signer.signTransaction({ chainId: 31_337, nonce, to: address, type: 0, gasPrice: 0, gasLimit: 21_000, from: address }))
        expect(signed.from).toBe(address)
        expect(BigInt(signed.signature?.s ?? 0)).toBeLessThanOrEqual(halfOrder)
      }
      expect(verifyTypedData(domain, types, note, await signer.signTypedData(domain, types, note))).toBe(address)
      expect(verifyMessage('a message', await signer.signMessage('a message'))).toBe(address)
      await expect(signer.signTransaction({ from: `0x${'1'.repeat(40)}`, to: address })).rejects.toThrow('another account')
    })

    it('lets no key sign in the role of another, and says so to the audit', async () => {
      const status = await custody.make({ role: 'status', authority: 'aldermoor' })
      const gas = await custody.make({ role: 'gas', authority: 'aldermoor' })
      await expect(custody.es256(status.id, 'credential')).rejects.toThrow('is a status key and does not sign as credential')
      await expect(custody.ethereumSigner(gas.id, 'controller')).rejects.toThrow('is a gas key')
      await expect(custody.es256(gas.id, 'credential')).rejects.toThrow('is a gas key')
      expect(observer.events.slice(-3)).toMatchObject([{ kind: 'refused', key: { id: status.id } }, { kind: 'refused', key: { id: gas.id } }, { kind: 'refused', key: { id: gas.id } }])
    })

    it('stops a retired key at once, and keeps it listed', async () => {
      const { id } = await custody.make({ role: 'credential', authority: 'aldermoor' })
      const key = await custody.es256(id, 'credential')
      await key.sign('before')
      await custody.retire(id)
      await custody.retire(id)
      await expect((async () => key.sign('after'))()).rejects.toThrow('retired')
      await reopen()
      expect(await find(id)).toMatchObject({ retiredAt: 1_764_000_000 })
      await expect(custody.es256(id, 'credential')).rejects.toThrow('retired')
      expect(observer.events.filter(({ kind, key: { id: of } }) => kind === 'retired' && of === id)).toHaveLength(1)
    })

    it('destroys a key for good', async () => {
      const { id } = await custody.make({ role: 'gas', authority: 'aldermoor' })
      const signer = await custody.ethereumSigner(id, 'gas')
      await custody.destroy(id)
      await expect(signer.signMessage('after')).rejects.toThrow('retired')
      await reopen()
      expect(await find(id)).toBeUndefined()
      await expect(custody.ethereumSigner(id, 'gas')).rejects.toThrow('no key')
    })

    it('counts what each key signed, by operation, and tells of its first use', async () => {
      const { id } = await custody.make({ role: 'gas', authority: 'brackenfield' })
      const signer = await custody.ethereumSigner(id, 'gas')
      await signer.signMessage('one')
      await signer.signMessage('two')
      await signer.signTypedData(domain, types, note)
      const uses = custody.uses().filter(({ key }) => key.id === id)
      expect(uses).toMatchObject([
        { key: { role: 'gas', authority: 'brackenfield' }, operation: 'message', signed: 2, failed: 0 },
        { operation: 'typed_data', signed: 1, failed: 0 },
      ])
      expect(observer.events.filter(({ kind, key: { id: of } }) => kind === 'first_use' && of === id).map(({ detail }) => detail)).toEqual(['message', 'typed_data'])
    })

    it('refuses an authority whose name could not be a name', async () => {
      await expect(custody.make({ role: 'gas', authority: '../aldermoor' })).rejects.toThrow('small letters')
    })
  })
}
