import { generateKeyPairSync } from 'node:crypto'
import { compactVerify, importJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditFile } from '@counterfoil/issuer/adapters/audit/audit-file'
import { auditLog } from '@counterfoil/issuer/adapters/audit/audit-log'
import { looksTable } from '@counterfoil/issuer/adapters/audit/looks-table'
import { statementSigner } from '@counterfoil/issuer/adapters/audit/signed-statement'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { open as openProfile } from '@counterfoil/issuer/domain/profile'
import { auditDesk, type AuditDesk } from '@counterfoil/issuer/use-cases/audit/audit-desk'
import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import { parseEntryLine } from '@counterfoil/service-kit/audit/audit-lines'
import { verifyAudit } from '@counterfoil/service-kit/audit/verify-audit'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { staffCalled } from '../approvals/approval-scene.ts'
import { memoryKeys, start } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'

let database: Awaited<ReturnType<typeof openIssuerDatabase>>
let desk: AuditDesk
const clock = fixedClock(start)
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const authority: Authority = { id: 'aldermoor', letter: 'A', name: { en: 'Aldermoor', cy: 'Aldermoor' }, did: 'did:example:aldermoor', serviceUrl: 'http://localhost', identifier: 'http://localhost/aldermoor', profile: openProfile }
const other: Authority = { ...authority, id: 'brackenfield', did: 'did:example:brackenfield' }
const auditor = staffCalled('audrey', { roles: ['auditor'] })
const caseworker = staffCalled('casey', { roles: ['caseworker'] })
const person = 'a-handle-of-somebody-0001' as PersonHandle
const everything = { kind: null, from: null, until: null, person: null }

beforeAll(async () => {
  database = await openIssuerDatabase()
  desk = auditDesk({
    clock,
    log: auditLog(database.database),
    looks: looksTable(database.database),
    // A network without accounts that anchor: the log is judged by itself.
    file: auditFile(database.file, { network: () => memoryKeys().network, logger: Object.assign(createLogger('issuer'), { level: 'silent' }) }),
    sign: statementSigner(() => ({ kid: 'did:example:aldermoor#key', x5c: [], role: 'credential', sign: (input) => signEs256(privateKey, input) })),
  })
})
beforeEach(async () => {
  await database.empty('audit_entries', 'audit_heads', 'looks')
  await database.database.write((writes) =>
    appendEntries(writes, Array.from({ length: 12 }, (_, index) => ({ authority: 'aldermoor', at: start + index * 3600, actor: 'wallet', event: index % 2 === 0 ? 'offer.redeemed' : 'credential.issued', object: `object-${index}`, reason: null }))),
  )
})
afterAll(() => database.close())

describe('what somebody looked at', () => {
  it('is told once for many looks, without a name, and chained together with others’', async () => {
    for (let time = 0; time < 5; time += 1) await desk.lookedAt(caseworker, person)
    await desk.shownPeople(caseworker, [], { isSearch: true })
    await desk.lookedAt(staffCalled('sasha'), person)
    expect(await database.told()).toHaveLength(12)
    const looks = await desk.looksAt(authority, person)
    expect(looks.map(({ actor, event, object }) => ({ actor, event, object }))).toEqual(['sasha', 'casey'].toSorted().toReversed().map((who) => ({ actor: `staff:${who}`, event: 'case.looked_at', object: person })))
    expect(await database.told()).toHaveLength(15)
    expect((await desk.verify(authority)).sound).toBe(true)
    // Looked at again after that, it is told again.
    await desk.lookedAt(caseworker, person)
    expect(await desk.looksAt(authority, person)).toHaveLength(3)
  })

  it('is told of whom a list named, and whom a reference searched for, or nobody could say who saw them', async () => {
    const [beside, unseen] = ['a-handle-of-somebody-0002' as PersonHandle, 'a-handle-of-somebody-0003' as PersonHandle]
    for (let time = 0; time < 2; time += 1) await desk.shownPeople(caseworker, [person, beside], { isSearch: false })
    await desk.searchedFor(caseworker, person)
    expect((await desk.looksAt(authority, person)).map(({ event }) => event).toSorted()).toEqual(['people.searched', 'people.shown'])
    expect((await desk.looksAt(authority, beside)).map(({ event }) => event)).toEqual(['people.shown'])
    expect(await desk.looksAt(authority, unseen)).toEqual([])
  })

  it('is put down before it is chained: a hundred at once are one transaction of the chain', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, index) => desk.lookedAt(caseworker, `handle-of-person-${String(index).padStart(4, '0')}` as PersonHandle)))
    expect(await database.told()).toHaveLength(12)
    expect((await desk.page(authority, { ...everything, kind: 'case' }, null)).entries).toHaveLength(50)
    expect(await database.told()).toHaveLength(112)
  })

  it('is nothing that another authority sees', async () => {
    await desk.lookedAt(caseworker, person)
    expect(await desk.looksAt(other, person)).toEqual([])
    expect(await desk.page(other, everything, null)).toEqual({ entries: [], older: null })
    await expect(desk.signature(other, 3)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the entries', () => {
  it.each([
    ['all, newest first', everything, 12],
    ['of one kind', { ...everything, kind: 'offer' as const }, 6],
    ['from an instant on', { ...everything, from: epochSeconds(start + 3600) }, 11],
    ['before an instant', { ...everything, until: epochSeconds(start + 3600) }, 1],
    ['of a case that has none', { ...everything, person }, 0],
  ])('%s', async (_what, filter, count) => {
    const { entries } = await desk.page(authority, filter, null)
    expect(entries).toHaveLength(count)
    expect(entries.map(({ number }) => number)).toEqual(entries.map(({ number }) => number).toSorted((one, two) => two - one))
  })
})

describe('the check of the whole log', () => {
  it('finds it as it was written, and says that it was not compared when no anchor can be read', async () => {
    expect(await desk.verify(authority)).toEqual({ sound: true, entries: 12, anchored: null, spot: null })
  })

  it.each([
    ['edited', "UPDATE audit_entries SET actor = 'staff:kim' WHERE number = 5", 5, 'changed'],
    ['edited with a hash of its own', 'UPDATE audit_entries SET hash = zeroblob(32) WHERE number = 7', 7, 'changed'],
    ['deleted', 'DELETE FROM audit_entries WHERE number = 4', 4, 'out_of_place'],
    ['moved', 'UPDATE audit_entries SET sequence = sequence + 1000 WHERE number = 3', 3, 'out_of_place'],
    ['exchanged', 'UPDATE audit_entries SET number = 17 - number WHERE number IN (8, 9)', 8, 'out_of_place'],
    ['put in', "INSERT INTO audit_entries (authority, at, actor, event, object) VALUES ('aldermoor', 1, 'issuer', 'offer.made', 'x')", 13, 'unreadable'],
    ['cut off at the end', 'DELETE FROM audit_entries WHERE number > 9', 10, 'lost'],
  ])('ADM-21 names the first bad entry when one was %s', async (_what, sql, number, fault) => {
    await database.database.write((writes) => writes.run(sql))
    expect(await desk.verify(authority)).toMatchObject({ sound: false, number, fault: { kind: fault }, compared: false })
    expect((await desk.verify(other)).sound).toBe(true)
  })
})

describe('an export', () => {
  const linesOf = async (upTo: number): Promise<readonly string[]> => {
    const lines: string[] = []
    for await (const line of await desk.lines(authority, upTo)) lines.push(line)
    return lines
  }

  it('ends with the entry that tells of it, whatever was noted or written at the same moment', async () => {
    await desk.lookedAt(caseworker, person)
    const [upTo] = await Promise.all([desk.beginExport(auditor), desk.shownPeople(caseworker, [], { isSearch: true }), desk.lookedAt(auditor, person)])
    expect(parseEntryLine((await linesOf(upTo)).at(-1) ?? '')).toMatchObject({ event: 'audit.exported', actor: 'staff:audrey' })
  })

  it('is nothing that can be had without that entry, nor with another authority’s', async () => {
    const upTo = await desk.beginExport(auditor)
    for (const number of [1, upTo - 1, upTo + 1]) {
      await expect(desk.lines(authority, number)).rejects.toMatchObject({ code: 'not_found' })
      await expect(desk.signature(authority, number)).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(desk.lines(other, upTo)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is told of, stays the same when it is fetched again, and is signed over its last entry, as an outside library says', async () => {
    const upTo = await desk.beginExport(auditor)
    expect((await database.told()).at(-1)).toBe('staff:audrey audit.exported')
    const lines = await linesOf(upTo)
    await desk.lookedAt(caseworker, person)
    await desk.looksAt(authority, person)
    expect(await linesOf(upTo)).toEqual(lines)
    expect(await verifyAudit(lines, null)).toMatchObject({ sound: true, entries: upTo })

    const key = await importJWK(publicKey.export({ format: 'jwk' }), 'ES256')
    const { payload, protectedHeader } = await compactVerify(await desk.signature(authority, upTo), key)
    const signed = JSON.parse(Buffer.from(payload).toString()) as { readonly iss: string; readonly number: number; readonly hash: string }
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'counterfoil-audit-head+jwt' })
    const last = parseEntryLine(lines.at(-1) ?? '')
    expect(signed).toMatchObject({ iss: authority.did, number: last?.number, hash: Buffer.from(last?.hash ?? []).toString('hex') })
  })
})
