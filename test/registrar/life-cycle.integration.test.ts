import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describe as describeProposal } from '@counterfoil/registrar/command-line'
import { showAuthority } from '@counterfoil/registrar/show-authority'
import { onSignedList } from '../support/trust-kind.ts'
import type { Desk } from './desk.ts'
import { foundNetwork, openDesk } from './registrar-scene.ts'
import { residencyAt } from '../support/residency.ts'

let network: Awaited<ReturnType<typeof foundNetwork>>
let desk: Desk
let vct: string
let said: string[]

beforeAll(async () => {
  network = await foundNetwork()
})
afterAll(() => network.close())
beforeEach(async () => {
  desk = await openDesk(network.folder)
  ;({ said } = desk)
  vct = residencyAt(desk.keys.place)
})
afterEach(() => desk.close())

const command = (...given: readonly string[]): Promise<string> => desk.command(...given)
const turnOf = (): number => desk.turnOf()
const decide = (authorities: readonly string[], ...given: readonly string[]): Promise<void> => desk.decide(authorities, ...given)
const until = (authority: string, kind: 'issue' | 'request' = 'issue') => desk.accreditedUntil(authority, kind)
const fileOf = (turn: number): string => join(desk.office.proposalsDir, `${turn}.json`)
const now = (): number => Date.now() / 1000

/** A proposal that was made to do something that nobody here can tell: for a stranger's contract, or another network's list. */
function strangers(text: string): readonly string[] {
  if (onSignedList) {
    const { payload, ...rest } = JSON.parse(text) as { readonly payload: string }
    const entry = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...entry, network: 'did:web:elsewhere.example:consortium' })).toString('base64url')
    return [JSON.stringify({ ...rest, payload: other })]
  }
  const proposal = JSON.parse(text) as { readonly transaction: object }
  const stranger = `0x${'33'.repeat(20)}`
  return [{ to: stranger }, { to: stranger, operation: 1 }, { operation: 1 }].map((swapped) => JSON.stringify({ ...proposal, transaction: { ...proposal.transaction, ...swapped } }))
}

describe('the founding', () => {
  it('leaves every council accredited, and none of them able to accredit alone', async () => {
    for (const { id } of desk.office.network.authorities) {
      expect(await until(id)).toBeGreaterThan(now())
      expect(await until(id, 'request')).toBeGreaterThan(now())
    }
    const shown = await showAuthority(desk.office, 'aldermoor')
    expect(shown).toContain('  governs the consortium, 3 of 5')
    for (const type of ['residency', 'blue-badge', 'representation']) expect(shown.filter((line) => line.includes(` ${type}  until `))).toHaveLength(2)
  })
})

describe('a decision of the consortium', () => {
  it('is shown before anything is written', async () => {
    await command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct)
    expect(said).toEqual(['The consortium would:', expect.stringMatching(/^ {2}Withdraw the accreditation of did:(ethr|web):.* to issue /), 'Nothing was written. Add --yes to go on.'])
    expect(existsSync(desk.office.proposalsDir)).toBe(false)
  })

  it('takes three signatures, and is made once', async () => {
    await command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')
    const turn = turnOf()
    expect(await desk.sign(turn, 'calderwick')).toMatch('2 of 3 signatures; it needs more signatures.')
    await expect(desk.execute(turn)).rejects.toMatchObject({ code: 'conflict', detail: '2 of 3 signatures' })
    expect(await until('brackenfield')).toBeGreaterThan(now())
    await desk.sign(turn, 'dunmere')
    await desk.execute(turn)
    expect(await until('brackenfield')).toBeLessThanOrEqual(Math.ceil(now()))
    expect(await until('brackenfield', 'request')).toBeGreaterThan(now())
    await expect(desk.execute(turn)).rejects.toMatchObject({ code: 'conflict', detail: 'this number was used' })
    expect(describeProposal(await desk.office.proposal(turn))).toMatch('it is over.')
  })

  it('that is asked for again is the same proposal, or none when the ledger says so already', async () => {
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes', '--as', 'dunmere')
    expect(said.filter((words) => words.startsWith('Proposal'))).toEqual([expect.stringContaining('1 of 3'), expect.stringContaining('2 of 3')])
    const turn = turnOf()
    await desk.sign(turn, 'elmsworth')
    await desk.execute(turn)
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes')
    expect(said.at(-1)).toBe(`Nothing to write: the ${desk.office.restsOn} says so already.`)
  })

  it('renews an accreditation, and gives back one that was withdrawn', async () => {
    await decide(['aldermoor', 'dunmere', 'elmsworth'], 'accredit', 'brackenfield', '--to', 'issue', '--type', vct, '--until', '2035-06-30')
    expect(Math.abs((await until('brackenfield')) - Date.UTC(2035, 5, 30, 12) / 1000)).toBeLessThan(3600)
  })

  it('lets an authority sign status lists for another, is told so by name, and ends it', async () => {
    for (const small of ['brackenfield', 'elmsworth']) expect(await showAuthority(desk.office, 'dunmere')).toContainEqual(expect.stringMatching(new RegExp(`^ {2}may sign status lists for ${small}  until `)))
    await decide(['aldermoor', 'dunmere', 'elmsworth'], 'accredit', 'elmsworth', '--to', 'list', '--for', 'aldermoor', '--until', '2035-06-30')
    expect(await showAuthority(desk.office, 'elmsworth')).toContain('  may sign status lists for aldermoor  until 2035-06-30')
    await command('withdraw', 'dunmere', '--to', 'list', '--for', 'elmsworth', '--yes')
    const [call] = (await desk.office.proposal(turnOf())).calls
    expect(call).toMatch(/^Withdraw the accreditation of Dunmere.* to sign status lists for Elmsworth/)
    for (const id of ['aldermoor', 'brackenfield', 'calderwick']) await desk.sign(turnOf(), id)
    await desk.execute(turnOf())
    expect((await showAuthority(desk.office, 'dunmere')).filter((line) => line.includes('lists for elmsworth') && !line.includes('no more'))).toEqual([])
    await expect(command('accredit', 'dunmere', '--to', 'list', '--for', 'atlantis', '--until', '2035-06-30')).rejects.toThrow('There is no authority "atlantis"')
  })

  it('of another place is taken in with its signatures, unless it says something else', async () => {
    await command('withdraw', 'dunmere', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    const turn = turnOf()
    const { number, hash } = await desk.office.proposal(turn)
    const elsewhere = readFileSync(fileOf(turn), 'utf8')
    await desk.sign(turn, 'calderwick')
    const here = readFileSync(fileOf(turn), 'utf8')
    writeFileSync(fileOf(turn), elsewhere)
    expect((await desk.office.proposal(turn)).signed_by).toHaveLength(1)
    writeFileSync(fileOf(turn), here)
    await desk.sign(turn, 'elmsworth')
    expect(await desk.office.proposal(turn)).toMatchObject({ number, hash, state: 'ready' })
    await desk.execute(turn)
    expect(await until('dunmere', 'request')).toBeLessThanOrEqual(Math.ceil(now()))
  })

  it('is told change by change before anybody signs it, whatever its reason says', async () => {
    await command('withdraw', 'dunmere', '--to', 'issue', '--type', vct, '--yes')
    const turn = turnOf()
    const written = JSON.parse(readFileSync(fileOf(turn), 'utf8')) as object
    writeFileSync(fileOf(turn), JSON.stringify({ ...written, reason: 'Something harmless' }))
    await command('sign', `${turn}`, '--as', 'aldermoor')
    expect(said.slice(-3)).toEqual([`Proposal ${turn} would:`, expect.stringMatching(/^ {2}Withdraw the accreditation of .*Dunmere.* to issue /), 'Nothing was signed. Add --yes to sign it.'])
    expect((await desk.office.proposal(turn)).signed_by).toEqual([])
    rmSync(fileOf(turn))
  })

  it('that is meant for somewhere else is signed by nobody here', async () => {
    await command('withdraw', 'dunmere', '--to', 'issue', '--type', vct, '--yes')
    const turn = turnOf()
    const written = readFileSync(fileOf(turn), 'utf8')
    for (const strange of strangers(written)) {
      writeFileSync(fileOf(turn), strange)
      expect((await desk.office.proposal(turn)).calls).toEqual([expect.stringMatching(/^It is not signed here/)])
      await expect(command('sign', `${turn}`, '--as', 'aldermoor', '--yes')).rejects.toMatchObject({ code: 'conflict' })
      expect(readFileSync(fileOf(turn), 'utf8')).toBe(strange)
    }
    rmSync(fileOf(turn))
  })
})

describe('an authority', () => {
  it('removes a compromised key by itself, at once and once', async () => {
    const { kid } = desk.office.authority('calderwick').keys.status
    await command('remove-key', 'calderwick', '--key', kid, '--yes')
    expect(said.at(-1)).toBe('Written.')
    expect((await showAuthority(desk.office, 'calderwick')).find((line) => line.includes('status key'))).toMatch(/revoked$/)
    await command('remove-key', 'calderwick', '--key', kid, '--yes')
    expect(said.at(-1)).toBe(`Nothing to write: the ${desk.office.restsOn} says so already.`)
    await expect(command('remove-key', 'calderwick', '--key', `${kid}9`, '--yes')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leaves: the consortium lets it go, it gives itself up, and its signature counts no more', async () => {
    await decide(['aldermoor', 'brackenfield', 'elmsworth'], 'leave', 'elmsworth')
    await command('leave', 'elmsworth', '--yes')
    expect(said.at(-1)).toBe('Written.')
    const shown = await showAuthority(desk.office, 'elmsworth')
    expect(shown[0]).toMatch(/given up$/)
    expect(shown.filter((line) => / key /.test(line)).every((line) => line.endsWith('revoked'))).toBe(true)
    expect(shown.filter((line) => /^ {2}may /.test(line)).every((line) => /  no more, since \S+$/.test(line))).toBe(true)
    expect(shown.at(-1)).toBe('  does not govern the consortium')
    await command('leave', 'elmsworth', '--yes')
    expect(said.at(-1)).toBe(`Nothing to write: the ${desk.office.restsOn} says so already.`)

    await command('withdraw', 'aldermoor', '--to', 'request', '--type', vct, '--yes', '--as', 'elmsworth')
    const turn = turnOf()
    await desk.sign(turn, 'brackenfield')
    expect(await desk.sign(turn, 'calderwick')).toMatch('2 of 3 signatures')
  })

  it('that there is not is told so', async () => {
    await expect(command('show', 'atlantis')).rejects.toThrow('There is no authority "atlantis": choose one of aldermoor,')
  })
})
