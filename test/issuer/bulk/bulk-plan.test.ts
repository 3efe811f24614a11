import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import type { FileRow } from '@counterfoil/issuer/domain/bulk/bulk-file'
import { keyOf, planRows, type PlannedRow, type PlanningFacts, type Standing } from '@counterfoil/issuer/domain/bulk/bulk-plan'
import type { PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { goodRecord, start } from '../issuer-scene.ts'

const types = readCatalogue()
const references = ['A-1', 'A-2', 'A-3', 'A-4']
const handleOf = (reference: string): PersonHandle => `handle of ${reference}` as PersonHandle

const factsWith = (standings: ReadonlyMap<string, Standing> = new Map(), changes: Partial<PlanningFacts> = {}): PlanningFacts => ({
  now: epochSeconds(start),
  people: new Map(references.map((reference) => [reference, { handle: handleOf(reference), record: goodRecord(reference) }])),
  typeNamed: (name) => types.get(name) ?? null,
  standingOf: (person, typeId) => standings.get(keyOf(person, typeId)) ?? null,
  delivery: 'files',
  languageOf: () => null,
  markOf: (person, type, offered) => JSON.stringify([person, type.id, offered]),
  ...changes,
})

const rowOf = (reference: string, type = 'residency', language = '', number = 2): FileRow => ({ number, cells: { reference, type, language }, hasMore: false })
const planned = (rows: readonly FileRow[], facts = factsWith()): readonly PlannedRow[] => planRows(rows, facts).flatMap((one) => ('row' in one ? [one.row] : []))

describe('the plan for a row', () => {
  it('makes an offer to whom the record knows and nothing stands for', () => {
    expect(planned([rowOf('A-1', 'residency', 'Cymraeg')])).toMatchObject([{ number: 2, person: handleOf('A-1'), typeId: 'residency', language: 'cy', plan: 'create', why: null }])
  })

  it.each([
    ['open_offer', 'duplicate'],
    ['stands', 'unchanged'],
    ['suspended', 'conflict'],
    ['frozen', 'conflict'],
  ] as const)('makes none where there is: %s', (standing, plan) => {
    expect(planned([rowOf('A-1')], factsWith(new Map([[keyOf(handleOf('A-1'), 'residency'), standing]])))).toMatchObject([{ plan, why: standing, mark: null }])
  })

  it('ADM-17 takes the first of two rows about the same', () => {
    expect(planned([rowOf('A-1'), rowOf('A-2', 'residency', '', 3), rowOf('A-1', 'residency', 'cy', 4)]).map(({ plan, why }) => [plan, why])).toEqual([['create', null], ['create', null], ['duplicate', 'earlier_row']])
  })

  it.each([
    ['ADM-17 nobody of this council', rowOf('B-1'), [{ column: 'reference', problem: 'unknown' }]],
    ['no reference', rowOf(''), [{ column: 'reference', problem: 'missing' }]],
    ['no type', rowOf('A-1', ''), [{ column: 'type', problem: 'missing' }]],
    ['a type that is not there', rowOf('A-1', '__proto__'), [{ column: 'type', problem: 'unknown' }]],
    ['a type that does not concern the person', rowOf('A-1', 'blue-badge'), [{ column: 'type', problem: 'not_concerned' }]],
    ['another language', rowOf('A-1', 'residency', 'Latin'), [{ column: 'language', problem: 'unknown' }]],
    ['several at once', rowOf('B-1', 'x', 'y'), [{ column: 'reference', problem: 'unknown' }, { column: 'type', problem: 'unknown' }, { column: 'language', problem: 'unknown' }]],
    ['more cells than headings', { ...rowOf('A-1'), hasMore: true }, [{ column: null, problem: 'more_cells' }]],
    ['ADM-17 a formula', rowOf('=HYPERLINK("http://evil")'), [{ column: 'reference', problem: 'unknown' }]],
    ['a text that reads otherwise than it is', rowOf('A-\u202e1'), [{ column: 'reference', problem: 'unreadable' }]],
    ['a text without an end', rowOf('A'.repeat(201)), [{ column: 'reference', problem: 'too_long' }]],
  ])('tells of its cells: %s', (_name, row, problems) => {
    expect(planRows([row], factsWith())).toEqual([{ error: { number: row.number, cells: row.cells, problems } }])
  })

  it('tells of a record that lacks a fact', () => {
    const record = { ...goodRecord('A-1'), fields: new Map([...goodRecord('A-1').fields, ['birth_date', '1975-02-31']]) }
    const facts = factsWith(new Map(), { people: new Map([['A-1', { handle: handleOf('A-1'), record }]]) })
    expect(planRows([rowOf('A-1')], facts)).toMatchObject([{ error: { problems: [{ column: 'reference', problem: 'record_incomplete' }] } }])
  })

  it('takes the only record of a type that knows several, and leaves who has more of it to staff', () => {
    const child = (reference: string) => ({ representation_reference: reference, represented_role: 'parent', represented_given_name: 'Sam', represented_family_name: 'Hill', represented_birth_date: '2015-05-05', represented_scope: 'education', represented_from: '2025-01-01', represented_until: '2032-02-02' })
    const plansFor = (...entries: readonly object[]) => {
      const record = { ...goodRecord('A-1'), fields: new Map([...goodRecord('A-1').fields, ['representations', JSON.stringify(entries)]]) }
      return planRows([rowOf('A-1', 'representation')], factsWith(new Map(), { people: new Map([['A-1', { handle: handleOf('A-1'), record }]]) }))
    }
    expect(plansFor(child('R-1'))).toMatchObject([{ row: { plan: 'create' } }])
    expect(plansFor(child('R-1'), child('R-2'))).toMatchObject([{ error: { problems: [{ column: 'type', problem: 'several' }] } }])
    expect(plansFor()).toMatchObject([{ error: { problems: [{ column: 'type', problem: 'not_concerned' }] } }])
  })

  it('tells of a list that can\'t be used in its own row, and plans all others', () => {
    const record = { ...goodRecord('A-1'), fields: new Map([...goodRecord('A-1').fields, ['representations', '[{']]) }
    const facts = factsWith(new Map(), { people: new Map([['A-1', { handle: handleOf('A-1'), record }], ['A-2', { handle: handleOf('A-2'), record: goodRecord('A-2') }]]) })
    expect(planRows([rowOf('A-1', 'representation'), rowOf('A-1'), rowOf('A-2')], facts)).toMatchObject([{ error: { problems: [{ column: 'reference', problem: 'record_incomplete' }] } }, { row: { plan: 'create' } }, { row: { plan: 'create' } }])
  })

  const anyRows = fc.array(fc.record({ reference: fc.constantFrom(...references, 'B-1', ''), type: fc.constantFrom('residency', 'blue-badge', 'nothing'), language: fc.constantFrom('', 'en', 'cy', 'xx') }), { maxLength: 30 }).map((made) => made.map((cells, place): FileRow => ({ number: place + 2, cells, hasMore: false })))

  it('after a run is a duplicate, or unchanged once it was collected, for every row that made an offer', () => {
    fc.assert(
      fc.property(anyRows, fc.func(fc.constantFrom<Standing>('open_offer', 'stands')), (rows, became) => {
        const before = planRows(rows, factsWith())
        const made = new Map(before.flatMap((one): [string, Standing][] => ('row' in one && one.row.plan === 'create' ? [[keyOf(one.row.person, one.row.typeId), became(one.row.number)]] : [])))
        const after = planRows(rows, factsWith(made))
        for (const [place, one] of after.entries()) {
          if ('row' in one) expect(['duplicate', 'unchanged']).toContain(one.row.plan)
          else expect(one).toEqual(before[place])
        }
      }),
    )
  })

  it('makes one offer at most for one person and type, and says something of every row', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const judged = planRows(rows, factsWith())
        expect(judged.map((one) => ('row' in one ? one.row.number : one.error.number))).toEqual(rows.map(({ number }) => number))
        const made = judged.flatMap((one) => ('row' in one && one.row.plan === 'create' ? [keyOf(one.row.person, one.row.typeId)] : []))
        expect(new Set(made).size).toBe(made.length)
      }),
    )
  })
})
