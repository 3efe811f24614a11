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
const isAccredited = async (id: string, kind: 'issue' | 'request' = 'issue'): Promise<boolean> => (await scene.reader().accreditation({ kind, scope: vct, did: authority(id).did })).value
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

describe('what readers make of it', () => {
  it('waits for its turn, and renews what has an end', async () => {
    await scene.command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')
    await scene.command('accredit', 'calderwick', '--to', 'request', '--type', vct, '--until', '2031-01-31', '--yes', '--as', 'aldermoor')
    await expect(scene.command('execute', '3')).rejects.toMatchObject({ detail: 'earlier proposals come first' })
    await decide(2, 'calderwick', 'dunmere')
    expect([await isAccredited('brackenfield'), await isAccredited('brackenfield', 'request')]).toEqual([false, true])
    await decide(3, 'calderwick', 'dunmere')
    expect(await isAccredited('calderwick', 'request')).toBe(true)
    await expect(scene.command('accredit', 'calderwick', '--to', 'issue', '--type', vct, '--until', '2040-01-31', '--yes')).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('tells a compromised key from one that never was', async () => {
    const { did, keys } = authority('dunmere')
    await scene.command('remove-key', 'dunmere', '--key', keys.credential.kid, '--yes')
    const found = await scene.reader().resolve(did)
    expect(found?.value.formerKey(keys.credential.kid)).toEqual({ fate: 'revoked', entry: 4 })
    expect(found?.value.formerKey(`${did}#other`)).toBeNull()
    await expect(scene.command('remove-key', 'dunmere', '--key', authority('aldermoor').keys.credential.kid, '--yes')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('has a proposal that another entry overtook proposed again, under the number that is free', async () => {
    await scene.command('withdraw', 'elmsworth', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')
    await scene.command('withdraw', 'elmsworth', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    await scene.command('remove-key', 'dunmere', '--key', authority('dunmere').keys.status.kid, '--yes')
    expect(await scene.command('proposals')).toEqual(expect.arrayContaining([expect.stringMatching(/^Proposal 5 .* it is over\.$/), expect.stringMatching(/^Proposal 6 .* it is over\.$/)]))
    expect(await scene.command('withdraw', 'elmsworth', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')).toContainEqual(expect.stringMatching(/^Proposal 6 .*1 of 3 signatures; it needs more/))
    await decide(6, 'brackenfield', 'calderwick')
    expect(await isAccredited('elmsworth')).toBe(false)
  })

  it('believes nothing more of an authority that left', async () => {
    await scene.command('leave', 'elmsworth', '--yes', '--as', 'aldermoor')
    await decide(7, 'brackenfield', 'calderwick')
    expect(await createAuthorityDirectory(scene.reader()).byLetter(authority('elmsworth').letter)).toBeNull()
    await scene.command('leave', 'elmsworth', '--yes')
    expect((await scene.reader().resolve(authority('elmsworth').did))?.value.metadata).toEqual({ deactivated: true })
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
    await expect(scene.reader().accreditation({ kind: 'issue', scope: vct, did: authority('aldermoor').did })).rejects.toThrow('has the number of another')
  })
})
