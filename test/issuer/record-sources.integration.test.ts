import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordSources } from '@counterfoil/issuer/adapters/records/record-sources'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import { readRecordSources } from '@counterfoil/issuer/record-sources-file'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { openScene, start, type Scene } from './issuer-scene.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-sources-'))
const canary = 'Marigold-Xerxes-77'
const logged: unknown[] = []
const file = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return join(folder, name)
}

describe('the file that says where records are', () => {
  it('gives each council its own source, and the others their CSV', async () => {
    file('aldermoor.csv', 'council_reference,given_name\nA-1,Ada\n')
    const other = file('elsewhere.csv', 'council_reference,given_name\nB-1,Bea\n')
    const sources = readRecordSources(file('sources.json', { brackenfield: { kind: 'csv', file: other, contact: { en: 'Revenues', cy: 'Refeniw' } } }))
    const records = recordSources({ folder, sources, serviceSecret: 'a service secret of more than 32 characters', clock: fixedClock(start), logger: { warn: () => {} } })
    const everybody = async (authority: string) => (await records.search(authority, [], 50)).people.map(({ reference }) => reference)
    expect([await everybody('aldermoor'), await everybody('brackenfield')]).toEqual([['A-1'], ['B-1']])
    expect([records.contactOf('aldermoor'), records.contactOf('brackenfield')?.cy]).toEqual([null, 'Refeniw'])
  })

  it('knows by handle who came into a record since, and not who left it', async () => {
    file('calderwick.csv', 'council_reference,given_name\nC-1,Ada\n')
    const clock = fixedClock(start)
    const records = recordSources({ folder, serviceSecret: 'a service secret of more than 32 characters', clock, logger: { warn: () => {} } })
    const [ada, bea] = ['C-1', 'C-2'].map((reference) => records.handleOf('calderwick', reference as CouncilReference))
    const names = async () => [...(await records.people('calderwick', [ada ?? expect.fail('hers'), bea ?? expect.fail('hers')])).values()].map(({ fields }) => fields.get('given_name'))
    expect(await names()).toEqual(['Ada'])
    file('calderwick.csv', 'council_reference,given_name\nC-1,Ada\nC-2,Bea\n')
    clock.advance(300)
    expect(await names()).toEqual(['Ada', 'Bea'])
    file('calderwick.csv', 'council_reference,given_name\nC-2,Beatrice\n')
    expect(await names()).toEqual(['Beatrice'])
  })

  const secret = file('secret', 'of the client')
  it.each([
    ['another kind', { kind: 'excel', file: 'a' }, /kind/],
    ['a member that nobody knows', { kind: 'csv', file: 'a', sheet: 1 }, /sheet/],
    ['a view that is more than a name', { kind: 'sqlite', file: 'a', view: 'people"; DROP TABLE x; --' }, /view/],
    ['a column that is more than a name', { kind: 'sqlite', file: 'a', view: 'people', searchIn: ['name"'] }, /searchIn/],
    ['a password in the address', { kind: 'postgres', url: 'postgres://reader:secret@localhost/records', view: 'people' }, /passwordFile/],
    ['a database elsewhere that proves nothing', { kind: 'postgres', url: 'postgres://reader@db.council.example/records', view: 'people' }, /caFile/],
    ['records in the clear', { kind: 'http', url: 'http://records.council.example', tokenUrl: 'https://sign-in.council.example', clientId: 'c', clientSecretFile: secret }, /https/],
    ['people found in the clear', { kind: 'http', url: 'https://records.council.example', findUrl: 'http://records.council.example/find', tokenUrl: 'https://sign-in.council.example', clientId: 'c', clientSecretFile: secret }, /findUrl/],
    ['a token in the clear', { kind: 'http', url: 'https://records.council.example', tokenUrl: 'http://sign-in.council.example', clientId: 'c', clientSecretFile: secret }, /https/],
    ['a secret that is not there', { kind: 'http', url: 'https://records.council.example', tokenUrl: 'https://sign-in.council.example', clientId: 'c', clientSecretFile: join(folder, 'none') }, /client secret of the records of aldermoor/],
    ['a contact without its Welsh', { kind: 'csv', file: 'a', contact: { en: 'Revenues' } }, /contact.cy/],
  ])('is refused with %s', (_row, source, problem) => {
    expect(() => readRecordSources(file('bad.json', { aldermoor: source }))).toThrow(problem)
  })
})

describe('staff whose records fail', () => {
  let scene: Scene
  beforeAll(async () => {
    const records = recordSources({
      folder,
      sources: readRecordSources(file('scene.json', { aldermoor: { kind: 'csv', file: join(folder, 'scene.csv'), contact: { en: 'the Blue Badge team on 4410', cy: 'tîm y Bathodyn Glas ar 4410' } } })),
      serviceSecret: 'a service secret of more than 32 characters',
      clock: fixedClock(start),
      logger: { warn: (...line: unknown[]) => void logged.push(line) },
    })
    scene = await openScene({ records })
  })
  afterAll(async () => {
    await scene.close()
    scene.erase()
    rmSync(folder, { recursive: true })
  })

  const cookieOf = (header: unknown): string => String(header).split(';')[0] ?? ''
  async function people(language: 'en' | 'cy' = 'en') {
    const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in' })
    const back = await scene.inject({ method: 'GET', url: '/staff/signed-in?code=aldermoor&state=state', headers: { cookie: cookieOf(begun.headers['set-cookie']) } })
    const cookie = cookieOf(back.headers['set-cookie'])
    return { cookie, answer: await scene.inject({ method: 'GET', url: '/staff/people', headers: { cookie: `${cookie}; cf_staff_language=${language}` } }) }
  }

  it('are told in their language what happened and what to do, with no stack and nobody named', async () => {
    file('scene.csv', `council_reference,given_name\nA-1,"${canary}\n`)
    const { answer } = await people('cy')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('Ni ellir darllen cofnodion y cyngor')
    expect(answer.body).not.toMatch(/csv|RecordFault|\.ts/i)
    expect(`${answer.body}${JSON.stringify(logged)}`).not.toContain(canary)
    expect(JSON.stringify(logged)).toContain('scene.csv, line 2: CSV_QUOTE_NOT_CLOSED')
  })

  it('are told which field is wrong, why, and whom to ask', async () => {
    file('scene.csv', `council_reference,given_name,family_name,birth_date,blue_badge_number,blue_badge_issued_on,blue_badge_expires_on\nA-1,Ada,Hill,1961-04-30,Q1X2Y3,2021-02-30,\n`)
    const { cookie, answer } = await people()
    const person = /href="(\/staff\/people\/[^"]+)">Ada Hill</.exec(answer.body)?.[1] ?? ''
    const page = await scene.inject({ method: 'GET', url: person, headers: { cookie } })
    expect(page.body).toMatch(/Badge issued on<\/strong> is not a real date[^<]*<span class="govuk-hint">Field in the record: blue_badge_issued_on/)
    expect(page.body).toMatch(/Badge expires on<\/strong> is missing/)
    expect(page.body).toContain('Ask the Blue Badge team on 4410 to correct it')
    expect(page.body).not.toContain('offer-blue-badge')
  })
})
