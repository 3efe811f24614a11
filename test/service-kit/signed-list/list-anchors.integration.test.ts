import { execFile } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { anchorOnSchedule } from '@counterfoil/service-kit/audit/anchor-on-schedule'
import { anchorNames, anchorValue } from '@counterfoil/service-kit/audit/anchor'
import { appendEntries } from '@counterfoil/service-kit/audit/append-entries'
import { consortiumLog } from '@counterfoil/service-kit/outbox/consortium-log'
import { openDatabase } from '@counterfoil/service-kit/persistence/database'
import { anchorsFile, anchoringKeysIn, chainIn } from '@counterfoil/service-kit/signed-list/anchor-folder'
import { anchorPayload, anchorSigningInput, type AnchorEntry } from '@counterfoil/service-kit/signed-list/anchor-entry'
import { listLogFile, listLogMigrations } from '@counterfoil/service-kit/signed-list/list-log'
import { listSink } from '@counterfoil/service-kit/signed-list/list-sink'
import { publisherChain } from '@counterfoil/service-kit/signed-list/publisher-chain'
import type { Es256Key } from '@counterfoil/service-kit/keys/key-custody'
import { listKey } from '@counterfoil/service-kit/signed-list/list-keys'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { openListDesk } from '../../registrar/list-desk.ts'
import { foundOnList, type Founded } from '../../support/founded-network.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { root } from '../../support/source-files.ts'

let founded: Awaited<ReturnType<typeof foundOnList>>
let key: Es256Key<'anchor'>
let consortiumKey: string

beforeAll(async () => {
  founded = await foundOnList(7900)
  const desk = await openListDesk(founded.folder)
  key = await listKey((await desk.place.signing('credential')).custody, 'anchor', 'aldermoor')
  consortiumKey = thumbprintOf((await listKey(desk.place.identities.custody, 'anchor', consortiumLog)).publicJwk)
  await desk.close()
})
afterAll(() => founded.close())

const listDir = (): string => join(founded.folder, 'list')
const aldermoor = () => founded.network.authorities.find(({ id }) => id === 'aldermoor')
const thumbprint = (): string => thumbprintOf(key.publicJwk)

/** A log of its own that is anchored at the publisher when the test says so; `file` may be an older copy. */
async function openLog(file: string, clock = fixedClock(systemClock.now() - 3600)) {
  const database = await openDatabase({ file, entities: [], migrations: listLogMigrations })
  onTestFinished(() => database.close())
  const sink = listSink({ database, clock, log: 'aldermoor', did: aldermoor()?.did ?? '', network: founded.network.trust.consortium, key, thumbprint: thumbprint(), chain: publisherChain(founded.network.trust.url) })
  const add = (count: number) => database.write((writes) => appendEntries(writes, Array.from({ length: count }, (_, index) => ({ authority: 'aldermoor', at: epochSeconds(index), actor: 'wallet', event: 'offer.redeemed', object: `offer-${index}`, reason: null }))))
  const anchor = async (): Promise<boolean> => {
    const due = await anchorOnSchedule({ database, sink, log: 'aldermoor', schedule: { every: seconds(600) }, actor: 'issuer', listsOf: async () => ({ number: 1, hash: Buffer.alloc(32, 7) }) }, clock.now())
    await sink.turn()
    return due
  }
  const events = async (): Promise<readonly string[]> => (await database.reads.all<{ event: string }>("SELECT event FROM audit_entries WHERE event LIKE 'list.%' ORDER BY sequence")).map(({ event }) => event)
  return { database, sink, clock, add, anchor, events }
}

describe('anchors beside a list', () => {
  it('are put down with what they tell of, and stand once each in the chain of their key, whatever is asked again', async () => {
    const folder = temporaryFolder()
    onTestFinished(() => folder.remove())
    const log = await openLog(join(folder.path, 'log.sqlite'))
    await log.add(3)
    expect(await log.anchor()).toBe(true)
    expect(await log.anchor()).toBe(false)
    expect(await log.events()).toEqual(['list.queued', 'list.queued', 'list.written', 'list.written'])
    expect(chainIn(listDir(), thumbprint()).length).toBe(2)

    // Cut off after it was taken and before that was noted: the same anchor is offered again.
    await log.database.write((writes) => writes.run("UPDATE list_anchors SET written_at = NULL WHERE key LIKE '%audit-head%'"))
    await log.sink.turn()
    expect(chainIn(listDir(), thumbprint()).length).toBe(2)

    log.clock.advance(600)
    await log.anchor()
    expect(chainIn(listDir(), thumbprint()).length).toBe(4)
    // A database that knows less than its chain, as one that was restored, goes on behind it.
    const late = await openLog(join(folder.path, 'other.sqlite'), log.clock)
    await late.anchor()
    expect(chainIn(listDir(), thumbprint()).length).toBe(6)
  })

  const entryOf = (changes: Partial<AnchorEntry>): AnchorEntry => {
    const { length, last } = chainIn(listDir(), thumbprint())
    return { network: founded.network.trust.consortium, did: aldermoor()?.did ?? '', number: length, previous: last, iat: systemClock.now(), name: anchorNames.auditHead, value: anchorValue({ number: 9, hash: Buffer.alloc(32, 9) }).slice(2), ...changes }
  }
  const offer = async (changes: Partial<AnchorEntry>, change: (text: string) => string = (same) => same): Promise<number> => {
    const input = anchorSigningInput(key.publicJwk, anchorPayload(entryOf(changes)))
    const anchor = change(`${input}.${await key.sign(input)}`)
    const response = await fetch(`${founded.network.trust.url}/anchors`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ anchor }) })
    return response.status
  }

  it.each<[string, Partial<AnchorEntry>, number]>([
    ['a number that is taken', { number: 0 }, 409],
    ['a number past the end', { number: 99 }, 409],
    ['another before it', { previous: 'x' }, 409],
    ['another network', { network: 'did:web:elsewhere.example:consortium' }, 409],
    ['the future', { iat: systemClock.now() + 3600 }, 409],
    ['another authority', { did: 'did:web:elsewhere.example:aldermoor' }, 403],
    ['a value that is no digest', { value: 'AL-0001' }, 400],
    ['a name that is none', { name: 'resident' as typeof anchorNames.auditHead }, 400],
  ])('are not taken with %s', async (_, changes, status) => {
    const before = chainIn(listDir(), thumbprint())
    expect(await offer(changes)).toBe(status)
    expect(chainIn(listDir(), thumbprint())).toEqual(before)
  })

  it.each<[string, (text: string) => string, number]>([
    ['no signature', (text) => text.slice(0, text.lastIndexOf('.') + 1), 409],
    ['another signature', (text) => `${text.slice(0, -10)}AAAAAAAAAA`, 409],
    ['a fourth part', (text) => `${text}.x`, 400],
    ['nothing', () => 'x', 400],
    ['a key of nobody', (text) => text.replace(/^[^.]+/, Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'trust-list-anchor+jwt', kid: 'x'.repeat(43) })).toString('base64url')), 403],
  ])('are not taken with %s', async (_, change, status) => {
    expect(await offer({}, change)).toBe(status)
  })

  it('are served as they stand, and there is nothing of keys that have none', async () => {
    const at = `${founded.network.trust.url}/anchors`
    expect((await fetch(`${at}/${thumbprint()}/entries.jsonl`)).headers.get('content-type')).toBe('application/jsonl')
    expect((await fetch(`${at}/${thumbprint()}/head.jwt`)).status).toBe(200)
    for (const other of ['x'.repeat(43), 'short', '..%2fentries']) for (const part of ['head.jwt', 'entries.jsonl']) expect((await fetch(`${at}/${other}/${part}`)).status).toBe(404)
  })
})

const run = (file: string, ...given: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(root, file), '--', ...given]).then((told) => ({ code: 0 as unknown, ...told }), (error: unknown) => error as { code: unknown; stdout: string; stderr: string }) // what execFile rejects with
const exportLog = async ({ folder }: Founded): Promise<string> => (await run('services/issuer/src/export-audit.ts', '--data', folder, '--authority', consortiumLog)).stdout

describe('the log of what was written from a place on a list', () => {
  const verify = async (text: string, ...more: readonly string[]) => {
    const file = join(founded.folder, 'export.jsonl')
    writeFileSync(file, text)
    return run('packages/service-kit/src/audit/verify-program.ts', file, '--network', join(founded.folder, 'network.json'), ...more)
  }

  it('is anchored after what was done, and an export is judged by the list, as published or as somebody kept it', async () => {
    const desk = await openListDesk(founded.folder)
    await desk.command('remove-key', 'dunmere', '--key', desk.place.authority('dunmere').keys.request.kid, '--yes')
    await desk.close()
    const text = await exportLog(founded)
    const lines = text.trimEnd().split('\n')
    expect(await verify(text)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^All \d+ entries of consortium are as they were written\. \d+ of them stand on the list\.\n$/) as unknown })
    expect(text).toContain('"actor":"authority:dunmere"')

    const changed = [...lines]
    changed[4] = lines[4]?.replace(/"actor":"[^"]+"/, '"actor":"operator:nobody"') ?? ''
    expect(await verify(`${changed.join('\n')}\n`)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Line 5 was changed/) as unknown })

    // Cut short, with its first line put right: only the list knows.
    const head = JSON.parse(lines[0] ?? '') as { last: number }
    const short = [JSON.stringify({ ...head, last: head.last - 6 }), ...lines.slice(1, -6)]
    const copy = join(founded.folder, 'copy')
    cpSync(listDir(), copy, { recursive: true })
    onTestFinished(() => rmSync(copy, { recursive: true }))
    for (const more of [[], ['--list', copy]]) expect(await verify(`${short.join('\n')}\n`, ...more)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Line \d+ is missing: entries up to \d+ were anchored on the list, in anchor \d+ of its chain\.\n$/) as unknown })
  })

  it('can not be judged by a chain that was cut, forged or is not there', async () => {
    const text = await exportLog(founded)
    const copy = join(founded.folder, 'forged')
    cpSync(listDir(), copy, { recursive: true })
    onTestFinished(() => rmSync(copy, { recursive: true }))
    const file = anchorsFile(copy, consortiumKey)
    const [first = ''] = readFileSync(file, 'utf8').split('\n')
    for (const [forged, why] of [[`${first}\n${first}`, 'has the number of another'], [`${first.slice(0, -10)}AAAAAAAAAA`, 'is signed by another'], ['x', 'makes no sense']] as const) {
      writeFileSync(file, `${forged}\n`)
      expect(await verify(text, '--list', copy)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) as unknown })
    }
    rmSync(join(copy, 'entries.jsonl'))
    expect(await verify(text, '--list', copy)).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no list in') as unknown })
  })

  it('tells of every write once: that it was decided on, and that it stands', async () => {
    const database = await openDatabase({ file: listLogFile(join(founded.folder, 'authorities')), entities: [], migrations: listLogMigrations })
    onTestFinished(() => database.close())
    const rows = await database.reads.all<{ object: string; told: string }>("SELECT object, group_concat(event) AS told FROM audit_entries GROUP BY object")
    expect(rows.filter(({ told }) => told !== 'list.queued,list.written')).toEqual([])
    expect(anchoringKeysIn(listDir())).toContain(consortiumKey)
  })
})
