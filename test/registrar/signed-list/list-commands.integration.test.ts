import { appendFileSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import type { NetworkAuthority } from '@counterfoil/shared/network/network'
import { entriesOf, foundListScene, type ListScene } from './list-scene.ts'

let scene: ListScene
let vct: string
beforeAll(async () => {
  scene = await foundListScene()
  vct = `${scene.network.typesUrl}/residency/1`
})
afterAll(() => scene.close())

const authority = (id: string): NetworkAuthority => {
  const found = scene.network.authorities.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no authority ${id}`)
  return found
}
const isAccredited = async (id: string, kind: 'issue' | 'request' = 'issue'): Promise<boolean> => (await scene.reader().accreditation({ kind, vct, did: authority(id).did })).value
const length = (): number => readFileSync(entriesOf(scene.folder), 'utf8').trim().split('\n').length
const decide = async (number: number, ...signers: readonly string[]): Promise<void> => {
  for (const signer of signers) await scene.command('sign', `${number}`, '--as', signer, '--yes')
  await scene.command('execute', `${number}`)
}

describe('the founding of a list', () => {
  it('is two entries, and leaves every council listed, accredited and with three keys, none of which both asks and issues', async () => {
    expect(length()).toBe(2)
    const directory = createAuthorityDirectory(scene.reader())
    for (const { id, did, letter, keys } of scene.network.authorities) {
      expect([await isAccredited(id), await isAccredited(id, 'request')]).toEqual([true, true])
      expect(await directory.byLetter(letter)).toMatchObject({ did })
      const document = (await scene.reader().resolve(did))?.value.document
      const usable = (kid: string, purpose: 'assertionMethod' | 'authentication'): boolean => document !== undefined && findVerificationKey(document, kid, purpose) !== null
      expect([keys.credential, keys.status, keys.request].map(({ kid }) => [usable(kid, 'assertionMethod'), usable(kid, 'authentication')])).toEqual([[true, false], [true, false], [false, true]])
    }
    expect(await scene.command('show', 'aldermoor')).toContain('  governs the consortium, 3 of 5')
  })
})

describe('a decision of the consortium on its list', () => {
  it('is shown before anything is written', async () => {
    expect(await scene.command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct)).toEqual(['The consortium would:', expect.stringMatching(/^ {2}Withdraw the accreditation of did:web:.* to issue /), 'Nothing was written. Add --yes to go on.'])
    expect(length()).toBe(2)
  })

  it('takes three signatures, and is made once', async () => {
    await scene.command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')
    expect(await scene.command('sign', '2', '--as', 'calderwick')).toEqual(['Proposal 2 would:', expect.stringMatching(/^ {2}Withdraw the accreditation of did:web:.* to issue /), 'Nothing was signed. Add --yes to sign it.'])
    expect((await scene.command('sign', '2', '--as', 'calderwick', '--yes')).at(-1)).toBe('Proposal 2 (withdraw brackenfield): 2 of 3 signatures; it needs more signatures.')
    await expect(scene.command('execute', '2')).rejects.toMatchObject({ code: 'conflict', detail: '2 of 3 signatures' })
    expect(await isAccredited('brackenfield')).toBe(true)
    await decide(2, 'calderwick', 'dunmere')
    expect([await isAccredited('brackenfield'), await isAccredited('brackenfield', 'request')]).toEqual([false, true])
    await expect(scene.command('execute', '2')).rejects.toMatchObject({ code: 'conflict', detail: 'it is over' })
    expect(await scene.command('proposals')).toEqual([expect.stringContaining('it is over.')])
  })

  it('that is asked for again is the same proposal, or none when the list says so already', async () => {
    const again = ['withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes', '--as'] as const
    await scene.command(...again, 'aldermoor')
    expect(await scene.command(...again, 'dunmere')).toContainEqual(expect.stringContaining('2 of 3 signatures'))
    await decide(3, 'elmsworth')
    expect(await scene.command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes')).toEqual(['Nothing to write: the list says so already.'])
  })

  it('waits for its turn, and renews what has an end', async () => {
    await scene.command('accredit', 'brackenfield', '--to', 'issue', '--type', vct, '--until', '2031-01-31', '--yes', '--as', 'aldermoor')
    await scene.command('accredit', 'calderwick', '--to', 'request', '--type', vct, '--until', '2031-01-31', '--yes', '--as', 'aldermoor')
    await expect(scene.command('execute', '5')).rejects.toMatchObject({ detail: 'others come first' })
    await decide(4, 'brackenfield', 'calderwick')
    await decide(5, 'brackenfield', 'calderwick')
    expect([await isAccredited('brackenfield'), await isAccredited('calderwick', 'request')]).toEqual([true, true])
  })
})

describe('what an authority does by itself', () => {
  it('ends a compromised key at once: it is told from one that never was', async () => {
    const { did, keys } = authority('dunmere')
    await expect(scene.command('remove-key', 'dunmere', '--key', `${did}#other`, '--yes')).rejects.toMatchObject({ code: 'not_found' })
    await scene.command('remove-key', 'dunmere', '--key', keys.credential.kid, '--yes')
    const found = await scene.reader().resolve(did)
    expect(found?.value.formerKey(keys.credential.kid)).toEqual({ fate: 'revoked', entry: 6 })
    expect(found?.value.formerKey(`${did}#other`)).toBeNull()
    expect(await scene.command('remove-key', 'dunmere', '--key', keys.credential.kid, '--yes')).toEqual(['Nothing to write: the list says so already.'])
    expect((await scene.command('show', 'dunmere'))[1]).toMatch(/revoked$/)
  })

  it('is nothing to another authority\'s key', async () => {
    await expect(scene.command('remove-key', 'dunmere', '--key', authority('aldermoor').keys.credential.kid, '--yes')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('an authority that leaves', () => {
  it('is let go by three: its listing, vote and identity end together, and its signature counts no more', async () => {
    await scene.command('leave', 'elmsworth', '--yes', '--as', 'aldermoor')
    await scene.command('sign', '7', '--as', 'elmsworth', '--yes')
    await decide(7, 'brackenfield')
    const trust = scene.reader()
    const { did, letter } = authority('elmsworth')
    expect((await trust.resolve(did))?.value.metadata).toEqual({ deactivated: true })
    expect(await createAuthorityDirectory(trust).byLetter(letter)).toBeNull()
    expect(await scene.command('show', 'elmsworth')).toContain('  does not govern the consortium')
    expect(await scene.command('leave', 'elmsworth', '--yes')).toEqual(['Written.'])
    expect(await scene.command('leave', 'elmsworth', '--yes')).toEqual(['Nothing to write: the list says so already.'])
    await scene.command('withdraw', 'dunmere', '--to', 'issue', '--type', vct, '--yes', '--as', 'elmsworth')
    await scene.command('sign', '8', '--as', 'aldermoor', '--yes')
    expect(await scene.command('sign', '8', '--as', 'brackenfield', '--yes')).toContainEqual(expect.stringContaining('2 of 3 signatures; it needs more'))
    await decide(8, 'calderwick')
    expect(await isAccredited('dunmere')).toBe(false)
  })
})

describe('the publisher of a list', () => {
  it('tells the head anew each time, signed, and lets wallets read everything', async () => {
    const response = await fetch(`${scene.url}/head.jwt`)
    expect([response.status, response.headers.get('content-type'), response.headers.get('access-control-allow-origin')]).toEqual([200, 'application/trust-list-head+jwt', '*'])
    expect((await fetch(`${scene.url}/entries.jsonl`)).headers.get('content-type')).toBe('application/jsonl')
    const document = await fetch(new URL('/aldermoor/did.json', scene.url))
    expect([document.status, document.headers.get('content-type')]).toEqual([200, 'application/did+json'])
  })

  it.each(['/keys.sqlite/did.json', '/nobody/did.json', '/..%2flist/did.json', '/Aldermoor/did.json', '/trust/keys.sqlite', '/keys.sqlite', '/elmsworth/did.json'])('has nothing at %s', async (path) => {
    expect((await fetch(new URL(path, scene.url))).status).toBe(404)
  })

  it('writes nothing that readers would refuse, and says so of a list that was tampered with', async () => {
    appendFileSync(entriesOf(scene.folder), `${readFileSync(entriesOf(scene.folder), 'utf8').split('\n')[1] ?? ''}\n`)
    await expect(scene.command('show', 'aldermoor')).rejects.toThrow('has the number of another')
    await expect(scene.reader().accreditation({ kind: 'issue', vct, did: authority('aldermoor').did })).rejects.toThrow('has the number of another')
  })
})
