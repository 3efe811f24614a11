import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overviewCounts } from '@counterfoil/issuer/adapters/staff/overview-counts'
import { reusedCodes } from '@counterfoil/issuer/adapters/reused-codes'
import { keyAttention, ledgerAttention, staffOverview } from '@counterfoil/issuer/use-cases/staff/overview'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, staffOf, start, type Scene } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'
import { openDesk } from '../staff-desk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const cell = (body: string, name: string): string => new RegExp(`>${name}(?:<svg.*?</svg>)?</th><td[^>]*>([^<]*)<`).exec(body)?.[1] ?? ''

describe('the overview', () => {
  it('counts what was issued and what was refused, of this authority alone, and names nobody', async () => {
    const before = (await (await openDesk(scene)).get('/staff/overview')).body
    expect(before).toContain('0 in two weeks')
    const { accessToken } = await scene.redeemed()
    await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(await scene.nonce()))))
    const { code } = await scene.offer()
    await scene.token(code, '000000x')
    await scene.token(code, '1')
    const page = (await (await openDesk(scene)).get('/staff/overview')).body
    expect(page).toContain('1 in two weeks')
    expect(cell(page, 'A wrong code was typed')).toBe(String((await scene.rows<{ many: number }>("SELECT count(*) AS many FROM audit_entries WHERE event = 'offer.tx_code_refused'"))[0]?.many))
    expect(page).toMatch(/<svg class="cf-bars"[^>]*aria-hidden="true"/)
    expect(page).not.toMatch(/Ceridwen|Ashdown|AL-0001/)
    expect((await (await openDesk(scene, 'brackenfield')).get('/staff/overview')).body).toContain('0 in two weeks')
  })

  it('counts every refusal of an authority and tells of a code shown again, however much others write after it', async () => {
    const at = epochSeconds(start - 60)
    const entry = (authority: string, event: string, index: number) => ({ authority, at, actor: 'wallet', event, object: `object-${index}`, reason: null })
    const database = await openIssuerDatabase()
    try {
      await database.database.write(async (writes) => {
        await appendEntries(writes, [entry('aldermoor', 'offer.locked', 1), entry('aldermoor', 'offer.expired', 2), entry('brackenfield', 'offer.locked', 3), entry('aldermoor', 'offer.code_reused', 5), { ...entry('aldermoor', 'offer.code_reused', 6), at: epochSeconds(start - 15 * 86_400) }, { ...entry('aldermoor', 'offer.locked', 4), at: epochSeconds(start - 30 * 86_400) }])
        // As many as a bulk job writes, and not worth chaining here.
        await writes.run("INSERT INTO audit_entries (authority, number, at, actor, event, object, hash) WITH RECURSIVE job (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM job WHERE i < 50003) SELECT 'brackenfield', i, ?, 'wallet', 'credential.issued', 'of a job', x'00' FROM job", [at])
      })
      const counts = await overviewCounts(database.database).refusals('aldermoor', epochSeconds(start - 14 * 86_400))
      expect(Object.fromEntries(counts)).toEqual({ 'offer.locked': 1, 'offer.expired': 1, 'offer.code_reused': 1 })
      expect(await reusedCodes(database.database).latest('aldermoor', epochSeconds(start))).toEqual(['object-5'])
    } finally {
      await database.close()
    }
  })

  it('has a line for each of fourteen days, from nought, the first of them not cut', async () => {
    const now = epochSeconds(start + 3 * 86_400)
    const days = await overviewCounts({ reads: { all: async () => [{ day: Math.floor(start / 86_400), count: 7 }], first: async () => null } } as unknown as Parameters<typeof overviewCounts>[0]).issuedByDay('aldermoor', 14, now)
    expect(days.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0])
    expect(days.every(({ day }) => day % 86_400 === 0)).toBe(true)
  })

  it('tells an operator of a file that stopped, which they can’t open, and staff where it is', async () => {
    await scene.rows("INSERT INTO bulk_jobs (id, authority, state, content_hash, prepared_by, prepared_at, paused_because, paused_at, ran_by, result_key) VALUES ('stopped', 'aldermoor', 'paused', 'hash', 'staff:maker', 1, 'failed', 1, 'staff:maker', '{}')")
    const seenBy = async (who: string): Promise<string> => (await (await openDesk(scene, who)).get('/staff/overview')).body
    for (const role of ['operator', 'authority-admin']) {
      const page = await seenBy(`aldermoor:${role}`)
      expect(page).toContain('Files of many that stopped for a reason that nobody foresaw')
      expect(page).not.toContain('/staff/bulk/stopped')
      expect(await seenBy(`brackenfield:${role}`)).not.toContain('Files of many')
    }
    expect(await seenBy('aldermoor')).toContain('/staff/bulk/stopped')
    expect(await seenBy('aldermoor:auditor')).not.toContain('a file of many')
    await scene.rows("DELETE FROM bulk_jobs WHERE id = 'stopped'")
  })

  it('shows what wants attention to those who can do something about it, what does harm first', async () => {
    const authority = scene.authority('aldermoor')
    const late = { underWay: async () => [{ what: 'other' as const, askedAt: epochSeconds(start - 1000), isSent: false }, { what: 'other' as const, askedAt: epochSeconds(start - 10), isSent: false }] }
    const keys = keyAttention(() => [{ role: 'status', endsAt: epochSeconds(start + 20 * 86_400) }, { role: 'credential', endsAt: epochSeconds(start + 40 * 86_400) }])
    const overview = staffOverview({ clock: fixedClock(start), counts: { issuedByDay: async () => [], refusals: async () => new Map() }, attention: [keys, ledgerAttention(late)] })
    const as = async (role: string): Promise<readonly string[]> => (await overview({ staff: staffOf(`aldermoor:${role}`), authority } as Parameters<typeof overview>[0])).attention.map(({ text }) => text.en)
    expect(await as('operator')).toEqual(['Writes to the council network that have waited for more than 15 minutes: 1', 'Days until the certificate of the key that signs status lists ends: 20'])
    expect(await as('caseworker')).toEqual([])
  })
})
