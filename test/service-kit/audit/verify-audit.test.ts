import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Anchor } from '@counterfoil/service-kit/audit/anchor'
import { entryLine, headLine } from '@counterfoil/service-kit/audit/audit-lines'
import { chainEntry, noEntryYet, type AuditFacts, type ChainHead, type ChainedEntry } from '@counterfoil/service-kit/audit/chained-entry'
import { linesOf } from '@counterfoil/service-kit/audit/lines-of'
import { verifyAudit, type AnchoredFacts, type AuditVerdict } from '@counterfoil/service-kit/audit/verify-audit'

const did = 'did:ethr:0x7a69:0x1111111111111111111111111111111111111111'
const fact = (index: number, changes: Partial<AuditFacts> = {}): AuditFacts => ({ authority: 'aldermoor', at: 1_764_000_000 + index, actor: 'staff:sam', event: 'offer.made', object: `offer-${index}`, reason: index % 3 === 0 ? 'at_request' : null, ...changes })

function chainOf(count: number, changed: ReadonlyMap<number, Partial<AuditFacts>> = new Map()): readonly ChainedEntry[] {
  const entries: ChainedEntry[] = []
  let head: ChainHead = noEntryYet
  for (let index = 1; index <= count; index += 1) {
    const entry = chainEntry(head, fact(index, changed.get(index)))
    entries.push(entry)
    head = entry
  }
  return entries
}

const linesFor = (entries: readonly ChainedEntry[]): readonly string[] => [headLine({ authority: 'aldermoor', did, first: 1, last: entries.length }), ...entries.map(entryLine)]
const anchored = (...entries: readonly (ChainedEntry | undefined)[]): AnchoredFacts => ({ did, anchors: entries.flatMap((entry): Anchor[] => (entry === undefined ? [] : [{ number: entry.number, hash: entry.hash, on: 'ledger', spot: `block ${100 + entry.number}` }])) })

const entries = chainOf(12)
const lines = linesFor(entries)
const facts = anchored(entries[4], entries[11])
const judge = (changed: readonly string[], known: AnchoredFacts | null = facts): Promise<AuditVerdict> => verifyAudit(changed, known)

describe('verifying an export', () => {
  it('finds it sound as it was written, by itself and by the ledger', async () => {
    expect(await judge(lines, null)).toEqual({ sound: true, authority: 'aldermoor', entries: 12, anchored: 0 })
    expect(await judge(lines)).toEqual({ sound: true, authority: 'aldermoor', entries: 12, anchored: 12 })
  })

  it('tells how much of it the ledger vouches for', async () => {
    expect(await judge(lines, anchored(entries[4]))).toMatchObject({ sound: true, entries: 12, anchored: 5 })
  })

  const edit = (place: number, from: string, to: string): readonly string[] => lines.with(place, (lines[place] ?? '').replace(from, to))
  const moved = lines.toSpliced(6, 2, lines[7] ?? '', lines[6] ?? '')
  it.each([
    ['an actor is another', edit(3, 'sam', 'kim'), 4, 'was changed'],
    ['a reason is taken out', edit(3, '"at_request"', 'null'), 4, 'was changed'],
    ['a space is put in', edit(3, ',', ', '), 4, 'is not as an export writes it'],
    ['an entry is cut out', lines.toSpliced(6, 1), 7, 'has number 7 where 6 belongs'],
    ['an entry stands twice', lines.toSpliced(6, 0, lines[5] ?? ''), 7, 'has number 5 where 6 belongs'],
    ['two entries change places', moved, 7, 'has number 7 where 6 belongs'],
    ['the end is cut off', lines.slice(0, 10), 11, 'is missing'],
    ['there is nothing', [], 1, 'the file is empty'],
    ['its head is of another authority', edit(0, 'aldermoor', 'brackenfield'), 2, 'is of another authority'],
    ['it begins later', edit(0, '"first":1', '"first":2'), 1, 'does not begin with the first entry'],
  ])('names the first bad line when %s', async (_what, changed, line, why) => {
    const alone = await judge(changed, null)
    expect(alone).toMatchObject({ sound: false, line })
    expect(alone).toHaveProperty('why', expect.stringContaining(why))
    expect(await judge(changed)).toMatchObject({ sound: false, line })
  })

  it('finds by the last anchor that a log was cut short, with its first line put right', async () => {
    const short = linesFor(entries.slice(0, 9))
    expect(await judge(short, null)).toMatchObject({ sound: true })
    expect(await judge(short)).toMatchObject({ sound: false, line: 11, why: 'is missing: entries up to 12 were anchored on the ledger, in block 112' })
  })

  it('finds by the next anchor that a log was written anew, hashes and all', async () => {
    const rewritten = linesFor(chainOf(12, new Map([[8, { actor: 'staff:nobody' }]])))
    expect(await judge(rewritten, null)).toMatchObject({ sound: true })
    const verdict = await judge(rewritten)
    expect(verdict).toMatchObject({ sound: false, line: 13 })
    expect(verdict).toHaveProperty('why', expect.stringContaining('in block 112'))
  })

  it('finds that it is not the log of the DID that the network knows', async () => {
    expect(await judge(edit(0, '0x1111', '0x2222'))).toMatchObject({ sound: false, line: 1 })
  })
})

const file = Buffer.from(`${lines.join('\n')}\n`)
const verdictOn = (bytes: Uint8Array): Promise<AuditVerdict> => verifyAudit(linesOf([bytes.subarray(0, 700), bytes.subarray(700)]), facts)

/** A change of the file by somebody without a plan. */
const change = fc
  .record({ from: fc.nat(file.length - 1), length: fc.nat(400), with: fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(...lines.map((line) => Buffer.from(`${line}\n`)))) })
  .map(({ from, length, with: instead }) => Buffer.concat([file.subarray(0, from), instead, file.subarray(from + length)]))
  .filter((bytes) => !bytes.equals(file))

/** A change by somebody who can reckon hashes: one fact is another, and all that follows is made to fit. */
const rewriting = fc
  .record({ number: fc.integer({ min: 1, max: 12 }), changes: fc.constantFrom<Partial<AuditFacts>>({ actor: 'staff:nobody' }, { at: 0 }, { event: 'offer.withdrawn' }, { object: 'offer-0' }, { reason: 'lost' }), count: fc.integer({ min: 1, max: 15 }) })
  .map(({ number, changes, count }) => Buffer.from(`${linesFor(chainOf(count, new Map([[number, changes]]))).join('\n')}\n`))
  .filter((bytes) => !bytes.subarray(0, file.length).equals(file) && !bytes.equals(file))

describe('no change stays unseen', () => {
  it('of 1,000 random ones, whether or not the hashes were made to fit', async () => {
    expect(await verdictOn(file)).toMatchObject({ sound: true })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof(change, rewriting), async (bytes) => {
        runs += 1
        expect(await verdictOn(bytes)).toMatchObject({ sound: false })
      }),
      { numRuns: 1000 },
    )
    expect(runs).toBeGreaterThanOrEqual(1000)
  })
})
