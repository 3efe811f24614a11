import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BulkJob, BulkJobId } from '@counterfoil/issuer/domain/bulk/bulk-job'
import type { PlannedRow } from '@counterfoil/issuer/domain/bulk/bulk-plan'
import { issuerUrl, openScene, start, type Scene } from '../issuer-scene.ts'
import { approvedJob, approve, checker, fileOf, maker, makersSession, referenceOf, rowsFor, writeRecords } from './bulk-scene.ts'

let scene: Scene
const people = 40

beforeEach(async () => {
  scene = await openScene()
  writeRecords(scene.folder, people)
})
afterEach(async () => {
  await scene.close()
  scene.erase()
})

const here = () => scene.authority('aldermoor')
const prepare = async (rows: readonly string[]) => {
  const prepared = await scene.issuer.bulk.prepare.fromFile({ authority: here(), by: 'staff:maker', errorSecret: makersSession }, fileOf(rows))
  if ('fault' in prepared) throw new Error(prepared.fault)
  return prepared
}
const jobOf = async (id: BulkJobId): Promise<BulkJob> => (await scene.issuer.bulk.staff.show(here(), id)).job
const run = async (id: BulkJobId, pauseAfter: number | null = null): Promise<BulkJob> => {
  await scene.issuer.bulk.staff.start(here(), id, { staff: maker, secret: makersSession, pauseAfter })
  await scene.issuer.bulk.runner.idle()
  return jobOf(id)
}
const offers = () => scene.rows<{ id: string; person: string; state: string; expires_at: number }>('SELECT id, person, state, expires_at FROM credential_offers')
const plansOf = async (id: BulkJobId): Promise<PlannedRow['plan'][]> => (await scene.issuer.bulk.staff.rows(here(), id, { plan: null, after: 0, most: 1000 })).map(({ row }) => row.plan)

describe('a job of many rows', () => {
  it('does nothing until somebody else has approved it, and then makes one offer for each row', async () => {
    const { id } = await prepare(rowsFor(people))
    expect(await offers()).toEqual([])
    await scene.issuer.bulk.staff.ask(here(), id, maker)
    await expect(scene.issuer.bulk.staff.start(here(), id, { staff: maker, secret: makersSession, pauseAfter: null })).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }))
    await approve(scene.issuer, id)
    expect(await run(id)).toMatchObject({ state: 'finished', outcomes: { offered: people } })
    const made = await offers()
    expect(new Set(made.map(({ person }) => person)).size).toBe(people)
    // Time for a letter.
    expect(new Set(made.map((one) => one.expires_at - start))).toEqual(new Set([28 * 24 * 3600]))
  })

  it('is not approved by whoever sent its file, though somebody else asked', async () => {
    const prepared = await scene.issuer.bulk.prepare.fromFile({ authority: here(), by: `staff:${checker.subject}`, errorSecret: makersSession }, fileOf(rowsFor(2)))
    if ('fault' in prepared) throw new Error(prepared.fault)
    await scene.issuer.bulk.staff.ask(here(), prepared.id, maker)
    await expect(approve(scene.issuer, prepared.id)).rejects.toThrow('own')
  })

  it('hands on links that open what they should, to the session that ran it alone, and for ten minutes', async () => {
    const id = await approvedJob(scene.issuer, here(), rowsFor(3))
    await run(id)
    const taken = (kind: 'links' | 'codes', secret = makersSession) => scene.issuer.bulk.staff.take(here(), id, kind, { staff: maker, secret })
    await expect(taken('links', 'another session')).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }))
    const [links, codes] = [await taken('links'), await taken('codes')]
    expect(links.map(({ number, reference, typeId, language }) => [number, reference, typeId, language])).toEqual([[2, referenceOf(0), 'residency', 'cy'], [3, referenceOf(1), 'residency', 'en'], [4, referenceOf(2), 'residency', 'en']])
    const offerUri = new URL(links[1]?.text ?? '').searchParams.get('credential_offer_uri') ?? ''
    const code = (await scene.inject({ method: 'GET', url: offerUri.slice(issuerUrl.length) })).json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants['urn:ietf:params:oauth:grant-type:pre-authorized_code']?.['pre-authorized_code'] ?? ''
    expect((await scene.token(code, codes[1]?.text ?? '')).statusCode).toBe(200)
    scene.clock.advance(599)
    expect(await taken('links')).toEqual(links)
    scene.clock.advance(1)
    await expect(taken('links')).rejects.toThrow(expect.objectContaining({ code: 'conflict' }))
    await scene.issuer.sweep()
    expect(await scene.rows('SELECT 1 FROM bulk_results')).toEqual([])
  })

  it('hands on later what it can\'t while the council\'s record is away: what nobody got isn\'t taken', async () => {
    const id = await approvedJob(scene.issuer, here(), rowsFor(3))
    await run(id)
    const taken = () => scene.issuer.bulk.staff.take(here(), id, 'links', { staff: maker, secret: makersSession })
    scene.clock.advance(3600)
    rmSync(join(scene.folder, 'aldermoor.csv'))
    await expect(taken()).rejects.toThrow(expect.objectContaining({ code: expect.stringMatching(/^records_/) }))
    expect((await jobOf(id)).resultsTaken.links).toBeNull()
    expect(await scene.rows("SELECT 1 FROM audit_entries WHERE event = 'bulk.links_taken'")).toEqual([])
    scene.clock.advance(3600)
    await scene.issuer.sweep()
    writeRecords(scene.folder, people)
    expect(await taken()).toHaveLength(3)
  })

  it('keeps nothing in clear that names anybody, nor what opens an offer', async () => {
    const { id } = await prepare([...rowsFor(2), 'Somebody\'s own name,residency,'])
    const kept = JSON.stringify(await scene.rows('SELECT * FROM bulk_rows')) + JSON.stringify(await scene.rows('SELECT hex(sealed_errors), * FROM bulk_jobs'))
    for (const word of ['BK-', 'Given', 'Family', 'Somebody', Buffer.from('Somebody').toString('hex').toUpperCase()]) expect(kept).not.toContain(word)
    expect(await scene.issuer.bulk.staff.errors(here(), id, makersSession)).toMatchObject([{ number: 4, cells: { reference: 'Somebody\'s own name' } }])
    expect(await scene.issuer.bulk.staff.errors(here(), id, 'another session')).toBeNull()
  })

  it('is cancelled when nobody lets it go on for seven days, its salt is forgotten, and what it made can be taken for seven more', async () => {
    const id = await approvedJob(scene.issuer, here(), rowsFor(15))
    const week = 7 * 24 * 3600
    expect(await run(id, 10)).toMatchObject({ state: 'paused', pausedAt: start })
    scene.clock.advance(week - 1)
    await scene.issuer.sweep()
    expect(await jobOf(id)).toMatchObject({ state: 'paused' })
    scene.clock.advance(1)
    await scene.issuer.sweep()
    expect(await jobOf(id)).toMatchObject({ state: 'cancelled', outcomes: { offered: 10 }, pausedAt: null, endedAt: start + week, hasRows: true })
    expect(await scene.rows('SELECT salt, sealed_errors FROM bulk_jobs')).toEqual([{ salt: null, sealed_errors: null }])
    expect(await scene.rows("SELECT actor, reason FROM audit_entries WHERE event = 'bulk.cancelled'")).toEqual([{ actor: 'issuer', reason: 'paused_too_long' }])
    expect(await scene.issuer.bulk.staff.take(here(), id, 'codes', { staff: maker, secret: makersSession })).toHaveLength(10)
    scene.clock.advance(week)
    await scene.issuer.sweep()
    expect(await jobOf(id)).toMatchObject({ state: 'cancelled', hasRows: false })
    expect(await scene.rows('SELECT 1 FROM bulk_rows UNION SELECT 1 FROM bulk_results')).toEqual([])
  })

  describe('that another session lets go on', () => {
    const nextDay = 'the secret of a session of the next day'
    const paused = async (): Promise<BulkJobId> => {
      const id = await approvedJob(scene.issuer, here(), rowsFor(15))
      expect(await run(id, 10)).toMatchObject({ state: 'paused', outcomes: { offered: 10 } })
      scene.clock.advance(16 * 3600)
      return id
    }
    const goOn = async (id: BulkJobId, { secret = nextDay, mayMakeAnew = true } = {}): Promise<BulkJob> => {
      await scene.issuer.bulk.staff.resume(here(), id, { staff: maker, secret, mayMakeAnew })
      await scene.issuer.bulk.runner.idle()
      return jobOf(id)
    }
    const taken = (id: BulkJobId, kind: 'links' | 'codes', secret: string) => scene.issuer.bulk.staff.take(here(), id, kind, { staff: maker, secret })
    const toldResumed = () => scene.rows("SELECT reason FROM audit_entries WHERE event = 'bulk.resumed'")

    it('makes what nobody could hand on anew, so that this session gets all of it', async () => {
      const id = await paused()
      const before = (await offers()).map((offer) => offer.id)
      expect(await scene.issuer.bulk.staff.toMakeAnew(await scene.issuer.bulk.staff.show(here(), id), nextDay)).toBe(10)
      expect(await goOn(id)).toMatchObject({ state: 'finished', outcomes: { offered: 15, duplicate: 0 } })
      const [links, codes] = [await taken(id, 'links', nextDay), await taken(id, 'codes', nextDay)]
      expect([new Set(links.map(({ text }) => text)).size, codes.length]).toEqual([15, 15])
      const after = await offers()
      expect(after.filter((offer) => before.includes(offer.id)).map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'withdrawn'))
      const open = after.filter(({ state }) => state === 'offered')
      expect([open.length, new Set(open.map(({ person }) => person)).size]).toEqual([15, 15])
      await expect(taken(id, 'links', makersSession)).rejects.toThrow(expect.objectContaining({ code: 'forbidden' }))
      expect(await toldResumed()).toEqual([{ reason: 'made_anew' }])
    })

    it('undoes nothing of which whoever presses was not told', async () => {
      const id = await paused()
      await expect(goOn(id, { mayMakeAnew: false })).rejects.toThrow(expect.objectContaining({ code: 'conflict' }))
      expect(await jobOf(id)).toMatchObject({ state: 'paused', outcomes: { offered: 10 } })
      expect((await offers()).map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'offered'))
      expect(await toldResumed()).toEqual([])
    })

    it.each<[string, () => Promise<unknown>, string]>([
      ['the session that began it is still there', async () => {}, makersSession],
      ['a system has the key', () => scene.rows("UPDATE bulk_jobs SET ran_by = 'system:housing'"), nextDay],
    ])('leaves what was made as it is where %s', async (_what, happens, secret) => {
      const id = await paused()
      await happens()
      expect(await scene.issuer.bulk.staff.toMakeAnew(await scene.issuer.bulk.staff.show(here(), id), secret)).toBe(0)
      expect(await goOn(id, { secret, mayMakeAnew: false })).toMatchObject({ state: 'finished', outcomes: { offered: 15 } })
      expect((await offers()).filter(({ state }) => state === 'offered')).toHaveLength(15)
      expect(await taken(id, 'codes', makersSession)).toHaveLength(15)
      expect(await toldResumed()).toEqual([{ reason: null }])
    })

    it('goes on, and hands on what it makes, where nobody can collect any more what was made before', async () => {
      const id = await paused()
      expect(await scene.issuer.bulk.staff.withdraw(here(), id, maker)).toBe(10)
      expect(await scene.issuer.bulk.staff.toMakeAnew(await scene.issuer.bulk.staff.show(here(), id), nextDay)).toBe(0)
      expect(await goOn(id, { mayMakeAnew: false })).toMatchObject({ state: 'finished', outcomes: { offered: 15 } })
      expect((await taken(id, 'links', nextDay)).map(({ reference }) => reference)).toEqual([10, 11, 12, 13, 14].map(referenceOf))
      expect((await offers()).filter(({ state }) => state === 'offered')).toHaveLength(5)
    })

    it('is made for that session also where nothing was made yet', async () => {
      const id = await approvedJob(scene.issuer, here(), rowsFor(3))
      const file = join(scene.folder, 'aldermoor.csv')
      const record = readFileSync(file)
      scene.clock.advance(3600)
      rmSync(file)
      expect(await run(id)).toMatchObject({ state: 'paused', pausedBecause: 'records_away' })
      writeFileSync(file, record)
      scene.clock.advance(3600)
      expect(await goOn(id, { mayMakeAnew: false })).toMatchObject({ state: 'finished', outcomes: { offered: 3 } })
      expect(await taken(id, 'links', nextDay)).toHaveLength(3)
    })
  })

  it('makes no offer by rules of a type that came after it was approved', async () => {
    const [before, after] = [await approvedJob(scene.issuer, here(), rowsFor(1)), await approvedJob(scene.issuer, here(), rowsFor(2).slice(1))]
    expect(await run(before)).toMatchObject({ outcomes: { offered: 1 } })
    const type = scene.issuer.types.get('residency') ?? expect.fail('no such type')
    const types = new Map(scene.issuer.types).set(type.id, { ...type, validityDays: type.validityDays + 1 })
    await scene.close()
    scene = await openScene({ folder: scene.folder, types })
    writeRecords(scene.folder, people)
    expect(await run(after)).toMatchObject({ state: 'finished', outcomes: { offered: 0, changed: 1 } })
    // Checked and approved anew, by what is in force now.
    expect(await run(await approvedJob(scene.issuer, here(), rowsFor(2).slice(1)))).toMatchObject({ outcomes: { offered: 1 } })
  })

  it('that fails for a reason of its own is paused and says so, others go on, and it ends as it should once that is mended', async () => {
    const [failing, other] = [await approvedJob(scene.issuer, here(), rowsFor(2)), await approvedJob(scene.issuer, here(), rowsFor(4).slice(2))]
    await scene.rows(`CREATE TRIGGER out_of_order BEFORE UPDATE ON bulk_rows WHEN NEW.job = '${failing}' BEGIN SELECT RAISE(ABORT, 'out of order'); END`)
    await scene.issuer.bulk.staff.start(here(), failing, { staff: maker, secret: makersSession, pauseAfter: null })
    expect(await run(other)).toMatchObject({ state: 'finished', outcomes: { offered: 2 } })
    expect(await jobOf(failing)).toMatchObject({ state: 'paused', pausedBecause: 'failed', outcomes: { offered: 0 } })
    expect(await scene.rows("SELECT object, reason FROM audit_entries WHERE event = 'bulk.paused'")).toEqual([{ object: failing, reason: 'failed' }])
    await scene.rows('DROP TRIGGER out_of_order')
    await scene.issuer.bulk.staff.resume(here(), failing, { staff: maker, secret: makersSession, mayMakeAnew: false })
    await scene.issuer.bulk.runner.idle()
    expect(await jobOf(failing)).toMatchObject({ state: 'finished', outcomes: { offered: 2 } })
  })

  it('is a duplicate for every row once it ran, and unchanged for what was collected', async () => {
    await run(await approvedJob(scene.issuer, here(), rowsFor(5)))
    expect(await plansOf((await prepare(rowsFor(5))).id)).toEqual(Array.from({ length: 5 }, () => 'duplicate'))
    expect(await run(await approvedJob(scene.issuer, here(), rowsFor(6)))).toMatchObject({ outcomes: { offered: 1 } })
    expect(await offers()).toHaveLength(6)
  })

  it('ADM-17 makes no offer of what the record says otherwise, or no longer, when it runs', async () => {
    const id = await approvedJob(scene.issuer, here(), rowsFor(4))
    writeRecords(scene.folder, 3)
    const file = `${scene.folder}/aldermoor.csv`
    writeFileSync(file, readFileSync(file, 'utf8').replace('Given1,', 'Other,').replace('Family2,1970-01-01', 'Family2,'))
    utimesSync(file, 1, 1)
    expect(await run(id)).toMatchObject({ state: 'finished', outcomes: { offered: 1, changed: 1, incomplete: 1, gone: 1 } })
  })
})
