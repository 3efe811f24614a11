import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRecords } from '@counterfoil/issuer/adapters/records/csv-records'
import { claimsFromRecord, concerns, type PersonRecord } from '@counterfoil/issuer/domain/council-record'
import { councils } from '@counterfoil/neighbourhood/councils'
import { sampleRecords } from '@counterfoil/neighbourhood/sample-records'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

const year = 2026
const midsummer = epochSeconds(Date.UTC(year, 5, 21) / 1000)
const types = [...readCatalogue().values()]

describe.each(councils.map((council, index) => [council.id, council, index] as const))('the sample records of %s', (_id, council, index) => {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-records-'))
  let people: readonly PersonRecord[] = []
  beforeAll(async () => {
    writeFileSync(join(folder, `${council.id}.csv`), sampleRecords(council, index, year))
    people = await csvRecords(join(folder, `${council.id}.csv`)).search({ words: [], most: 1000 }, AbortSignal.timeout(60_000))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(types.map((type) => [type.id, type] as const))('have somebody who can be offered %s, and somebody whom it does not concern', (_type, type) => {
    const offerable = people.filter((person) => concerns(type, person) && 'claims' in claimsFromRecord(type, person, midsummer))
    expect(offerable.length).toBeGreaterThan(2)
    if (type.id !== 'residency') expect(offerable.length).toBeLessThan(people.length)
  })

  it('hold no run of zeros, which counters hold, too, where what searches for claims would find it', () => {
    expect(people.flatMap(({ fields }) => [...fields.values()]).filter((value) => /0{4}/.test(value))).toEqual([])
  })

  it('have a Blue Badge that has expired, as records do', () => {
    const badge = types.find(({ id }) => id === 'blue-badge')
    const problems = people.flatMap((person) => (badge !== undefined && concerns(badge, person) ? [claimsFromRecord(badge, person, midsummer)] : []))
    expect(problems).toContainEqual({ problems: [{ path: ['expires_on'], problem: 'ended' }] })
  })
})
