import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agree, describe as describeProposal, execute, sign } from '@counterfoil/registrar/command-line'
import type { Place } from '@counterfoil/registrar/place'
import { proposalFiles } from '@counterfoil/registrar/proposals'
import { showAuthority } from '@counterfoil/registrar/show-authority'
import { accreditedUntil } from '@counterfoil/service-kit/authority/accredit'
import { foundNetwork, openDesk, type Desk } from './registrar-scene.ts'

let network: Awaited<ReturnType<typeof foundNetwork>>
let desk: Desk
let place: Place
let vct: string
let said: string[]

beforeAll(async () => {
  network = await foundNetwork()
})
afterAll(() => network.close())
beforeEach(async () => {
  desk = await openDesk(network.folder)
  ;({ place, said } = desk)
  vct = place.residency
})
afterEach(() => desk.close())

const command = (...given: readonly string[]): Promise<string> => desk.command(...given)
const proposal = (turn: number) => desk.proposal(turn)
const turnOf = (): number => desk.turnOf()
const decide = (authorities: readonly string[], ...given: readonly string[]): Promise<void> => desk.decide(authorities, ...given)
const until = (authority: string, kind: 'issue' | 'request' = 'issue') => accreditedUntil(place.network.ledger, { kind, vct, authorityDid: place.authority(authority).did })
const now = (): number => Date.now() / 1000

describe('the founding', () => {
  it('leaves every council accredited, and none of them able to accredit alone', async () => {
    for (const { id } of place.network.authorities) {
      expect(await until(id)).toBeGreaterThan(now())
      expect(await until(id, 'request')).toBeGreaterThan(now())
    }
    expect(await showAuthority(place, 'aldermoor')).toContain('  governs the consortium, 3 of 5')
  })
})

describe('a decision of the consortium', () => {
  it('is shown before anything is written', async () => {
    await command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct)
    expect(said).toEqual(['The consortium would:', expect.stringMatching(/^ {2}Withdraw the accreditation of did:ethr:.* to issue /), 'Nothing was written. Add --yes to go on.'])
    expect(existsSync(place.proposalsDir)).toBe(false)
  })

  it('takes three signatures, and is made once', async () => {
    await command('withdraw', 'brackenfield', '--to', 'issue', '--type', vct, '--yes', '--as', 'aldermoor')
    const turn = turnOf()
    expect(await sign(place, proposal(turn), 'calderwick')).toMatch('2 of 3 signatures; it needs more signatures.')
    await expect(execute(place, proposal(turn))).rejects.toMatchObject({ code: 'conflict', detail: '2 of 3 signatures' })
    expect(await until('brackenfield')).toBeGreaterThan(now())
    await sign(place, proposal(turn), 'dunmere')
    await execute(place, proposal(turn))
    expect(await until('brackenfield')).toBeLessThanOrEqual(Math.ceil(now()))
    expect(await until('brackenfield', 'request')).toBeGreaterThan(now())
    await expect(execute(place, proposal(turn))).rejects.toMatchObject({ code: 'conflict', detail: 'this number was used' })
    expect(await describeProposal(place, proposal(turn))).toMatch('it is over.')
  })

  it('that is asked for again is the same proposal, or none when the ledger says so already', async () => {
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes', '--as', 'dunmere')
    expect(said.filter((words) => words.startsWith('Proposal'))).toEqual([expect.stringContaining('1 of 3'), expect.stringContaining('2 of 3')])
    const turn = turnOf()
    await sign(place, proposal(turn), 'elmsworth')
    await execute(place, proposal(turn))
    await command('withdraw', 'calderwick', '--to', 'request', '--type', vct, '--yes')
    expect(said.at(-1)).toBe('Nothing to write: the ledger says so already.')
  })

  it('renews an accreditation, and gives back one that was withdrawn', async () => {
    await decide(['aldermoor', 'dunmere', 'elmsworth'], 'accredit', 'brackenfield', '--to', 'issue', '--type', vct, '--until', '2035-06-30')
    expect(Math.abs((await until('brackenfield')) - Date.UTC(2035, 5, 30, 12) / 1000)).toBeLessThan(3600)
  })

  it('of another place is taken in with its signatures, unless it says something else', async () => {
    await command('withdraw', 'dunmere', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    const turn = turnOf()
    const file = join(place.proposalsDir, `${turn}.json`)
    const elsewhere = readFileSync(file, 'utf8')
    const other = proposalFiles(join(network.folder, 'elsewhere'))
    other.keep(JSON.parse(elsewhere))
    expect(() => other.keep({ ...JSON.parse(elsewhere), transaction: { ...proposal(turn).transaction, data: '0x' } })).toThrow(`Proposal ${turn} is something else`)
    writeFileSync(file, elsewhere)
    await sign(place, proposal(turn), 'calderwick')
    await sign(place, proposal(turn), 'elmsworth')
    await execute(place, proposal(turn))
    expect(await until('dunmere', 'request')).toBeLessThanOrEqual(Math.ceil(now()))
  })

  it('is told call by call before anybody signs it, whatever its reason says', async () => {
    await command('withdraw', 'dunmere', '--to', 'issue', '--type', vct, '--yes')
    const turn = turnOf()
    await agree(place, proposal(turn), { as: 'aldermoor', yes: false }, (words) => said.push(words))
    expect(said.slice(-3)).toEqual([`Proposal ${turn} would:`, expect.stringMatching(/^ {2}Withdraw the accreditation of .*Dunmere.* to issue /), 'Nothing was signed. Add --yes to sign it.'])
    expect(proposal(turn).signatures).toEqual([])

    const file = join(place.proposalsDir, `${turn}.json`)
    const { transaction } = proposal(turn)
    const stranger = `0x${'33'.repeat(20)}`
    for (const swapped of [{ ...transaction, to: stranger }, { ...transaction, to: stranger, operation: 1 }, { ...transaction, operation: 1 }]) {
      writeFileSync(file, JSON.stringify({ ...proposal(turn), transaction: swapped }))
      await expect(agree(place, proposal(turn), { as: 'aldermoor', yes: true }, () => {})).rejects.toMatchObject({ code: 'conflict' })
      await expect(sign(place, proposal(turn), 'aldermoor')).rejects.toMatchObject({ code: 'conflict' })
      expect(proposal(turn).signatures).toEqual([])
    }
    rmSync(file)
  })
})

describe('an authority', () => {
  it('removes a compromised key by itself, at once and once', async () => {
    const { kid } = place.authority('calderwick').keys.status
    await command('remove-key', 'calderwick', '--key', kid, '--yes')
    expect(said.at(-1)).toBe('Written.')
    expect((await showAuthority(place, 'calderwick')).find((line) => line.includes('status key'))).toMatch(/revoked$/)
    await command('remove-key', 'calderwick', '--key', kid, '--yes')
    expect(said.at(-1)).toBe('Nothing to write: the ledger says so already.')
    await expect(command('remove-key', 'calderwick', '--key', `${kid}9`, '--yes')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leaves: the consortium lets it go, it gives itself up, and its signature counts no more', async () => {
    await decide(['aldermoor', 'brackenfield', 'elmsworth'], 'leave', 'elmsworth')
    await command('leave', 'elmsworth', '--yes')
    expect(said.at(-1)).toBe('Written.')
    const shown = await showAuthority(place, 'elmsworth')
    expect(shown[0]).toMatch(/given up$/)
    expect(shown.filter((line) => / key /.test(line)).every((line) => line.endsWith('revoked'))).toBe(true)
    expect(shown.at(-1)).toBe('  does not govern the consortium')
    await command('leave', 'elmsworth', '--yes')
    expect(said.at(-1)).toBe('Nothing to write: the ledger says so already.')

    await command('withdraw', 'aldermoor', '--to', 'request', '--type', vct, '--yes', '--as', 'elmsworth')
    const turn = turnOf()
    await sign(place, proposal(turn), 'brackenfield')
    expect(await sign(place, proposal(turn), 'calderwick')).toMatch('2 of 3 signatures')
  })

  it('that there is not is told so', async () => {
    await expect(command('show', 'atlantis')).rejects.toThrow('There is no authority "atlantis": choose one of aldermoor,')
  })
})
