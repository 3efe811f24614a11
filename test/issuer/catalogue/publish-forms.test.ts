import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvalsTable } from '@counterfoil/issuer/adapters/approvals/approvals-table'
import { catalogueDraftsTable } from '@counterfoil/issuer/adapters/catalogue/catalogue-drafts-table'
import { deliveredForms } from '@counterfoil/issuer/adapters/catalogue/delivered-forms'
import { formPublicationsTable } from '@counterfoil/issuer/adapters/catalogue/form-publications-table'
import { formReader } from '@counterfoil/issuer/adapters/catalogue/form-reader'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import type { ApprovalId } from '@counterfoil/issuer/domain/approval'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { open as openProfile } from '@counterfoil/issuer/domain/profile'
import type { CatalogueDraft, DraftId } from '@counterfoil/issuer/ports/catalogue'
import { formAttention } from '@counterfoil/issuer/use-cases/catalogue/form-attention'
import { liveForms, newestVersionOf, nextVersionOf, stateOfForm } from '@counterfoil/issuer/use-cases/catalogue/live-forms'
import { planForm } from '@counterfoil/issuer/use-cases/catalogue/plan-form'
import { publishForms } from '@counterfoil/issuer/use-cases/catalogue/publish-forms'
import { tellFormProfiles } from '@counterfoil/issuer/use-cases/catalogue/tell-form-profiles'
import { formsFolder, readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { typesIn } from '@counterfoil/service-kit/form-profile/parse-form-profile'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { publicationLimits } from '@counterfoil/shared/form-profile/publication'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'

const begun = epochSeconds(1_764_000_000)
let now = begun
const clock = { now: () => now }
const form = 'resident-parking-permit'
const read = formReader(typesIn(readCatalogue()))
const delivered = deliveredForms(formsFolder())

let database: Database
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-forms-'))
  database = await openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  now = begun
  faults.length = 0
  await database.write(async (writes) => {
    for (const table of ['catalogue_drafts', 'catalogue_editions', 'approvals']) await writes.run(`DELETE FROM ${table}`)
  })
})

const faults: string[] = []

/** One process of several, which hold one database. */
function openProcess() {
  const ports = {
    clock,
    read,
    drafts: catalogueDraftsTable(database, 'form'),
    publications: formPublicationsTable(database),
    forms: liveForms(delivered, read),
    approvals: approvalsTable(database),
    onFault: (error: unknown) => void faults.push(String(error)),
  }
  return { ...ports, ...publishForms(ports) }
}
type Process = ReturnType<typeof openProcess>

let drafted = 0
async function draft({ drafts, forms }: Process, change: (text: string) => string, { authority = 'aldermoor', withdraws = false } = {}): Promise<CatalogueDraft> {
  drafted += 1
  const known = forms.find(authority, form) ?? expect.fail('no form')
  const { text } = newestVersionOf(known)?.content ?? expect.fail('no version')
  return drafts.open({ id: String(drafted).padStart(32, '0') as DraftId, authority, name: form, base: stateOfForm(known), content: { text: change(text), art: '' }, withdraws, by: 'erin', now })
}

async function approve({ drafts, forms, approvals }: Process, one: CatalogueDraft): Promise<void> {
  const { contentHash } = planForm(forms, one, read)
  const id = `approval-${one.id}` as ApprovalId
  expect(await drafts.ask(one.authority, one.id, one.revision)).toBe(true)
  await approvals.ask({ id, authority: one.authority, kind: 'publish-form', subject: one.id, contentHash, makers: [], by: { subject: 'erin', person: 'erin' }, now, expiresAt: epochSeconds(now + 100) })
  expect((await approvals.decide(one.authority, id, { decision: 'approve', reason: 'checked', contentHash, by: { subject: 'avery', person: 'avery' }, now }))?.outcome).toBe('decided')
}

const titled = (title: string) => (text: string) => text.replace(/"en": "[^"]*parking permit"/, `"en": "${title}"`)
const versions = async ({ publications }: Process) => (await publications.all()).map(({ authority, version, withdraws }) => [authority, version, withdraws])

describe('a form that another person approved', () => {
  it('is published once, by whichever process comes first, and stands in all of them', async () => {
    const [one, other] = [openProcess(), openProcess()]
    await approve(one, await draft(one, titled('Ask for a permit')))
    await Promise.all([one.look(), other.look(), one.look(), other.look()])
    await Promise.all([one.look(), other.look()])
    expect([await versions(one), faults]).toEqual([[['aldermoor', 2, false]], []])
    const later = openProcess()
    await later.takeOver()
    expect([one, other, later].map(({ forms }) => newestVersionOf(forms.find('aldermoor', form) ?? expect.fail())?.profile?.title.en)).toEqual(Array(3).fill('Ask for a permit'))
    expect(newestVersionOf(one.forms.find('brackenfield', form) ?? expect.fail())?.published).toBeNull()
  })

  it('has the next number, whatever its text says, and each council its own numbers', async () => {
    const one = openProcess()
    await approve(one, await draft(one, (text) => titled('Ask for a permit')(text).replace('"version": 1,', '"version": 77,')))
    await one.look()
    await approve(one, await draft(one, titled('Ask again'), { authority: 'brackenfield' }))
    await one.look()
    await approve(one, await draft(one, titled('Ask once more')))
    await one.look()
    expect(await versions(one)).toEqual([['aldermoor', 2, false], ['brackenfield', 2, false], ['aldermoor', 3, false]])
  })
})

describe('a newer release that brings a form under another number', () => {
  const released = (version: number) => delivered.map((one) => (one.id === form ? { ...one, version, text: titled('As released')(one.text).replace('"version": 1,', `"version": ${version},`) } : one))

  it('leaves each number with one meaning, and the next is higher than all', async () => {
    const one = openProcess()
    await approve(one, await draft(one, titled('Ask for a permit')))
    await one.look()
    const numbersOf = async (version: number) => {
      const later = liveForms(released(version), read)
      later.take(await one.publications.all())
      const known = later.find('aldermoor', form)
      return [known?.versions.map(({ version: number, profile }) => [number, profile?.title.en]), nextVersionOf(known)]
    }
    expect(await numbersOf(2)).toEqual([[[2, 'Ask for a permit']], 3])
    expect(await numbersOf(5)).toEqual([[[5, 'As released'], [2, 'Ask for a permit']], 6])
  })
})

it('of two forms that were approved, one is published where both would be too many to read', async () => {
  const one = openProcess()
  const { text } = delivered.find(({ id }) => id === form) ?? expect.fail()
  await approve(one, await draft(one, titled('Ask for a permit')))
  await one.look()
  await database.write((writes) => writes.run(
    `INSERT INTO catalogue_editions (authority, kind, name, version, edition, text, art, withdraws, content_hash, delivered_version, approval, asked_by, approved_by, published_at, effective_at)
     SELECT authority, kind, 'form-' || value, version, edition, '{}', art, withdraws, content_hash, delivered_version, approval, asked_by, approved_by, published_at, effective_at FROM catalogue_editions, json_each(?)`,
    [JSON.stringify(Array.from({ length: publicationLimits.profiles - 1 - delivered.length }, (_, place) => place))],
  ))
  await one.look()
  for (const name of ['next-form', 'last-form']) {
    await approve(one, await one.drafts.open({ id: name.padStart(32, '0') as DraftId, authority: 'aldermoor', name, base: stateOfForm(null), content: { text: text.replace(`"${form}"`, `"${name}"`), art: '' }, withdraws: false, by: 'erin', now }))
  }
  await one.look()
  expect([one.forms.of('aldermoor').length, faults]).toEqual([publicationLimits.profiles, []])
})

it('what is published by another process meanwhile is planned again', async () => {
  const one = openProcess()
  const made = await draft(one, titled('Ask for a permit'))
  await approve(one, made)
  expect(await one.publications.publish({ ...made, asked: true }, { version: 2, contentHash: '', approval: '', askedBy: '', approvedBy: '', publishedAt: now }, 77)).toBe(false)
  await one.look()
  expect(await versions(one)).toEqual([['aldermoor', 2, false]])
})

it('a council that withdrew as many as are read can’t withdraw another', () => {
  const forms = liveForms(delivered, read)
  const { text } = delivered.find(({ id }) => id === form) ?? expect.fail()
  const gone = (place: number) => ({ number: place, authority: 'aldermoor', name: `form-${place}`, version: 1, content: { text, art: '' }, contentHash: '', approval: '', askedBy: '', approvedBy: '', publishedAt: now, withdraws: true })
  const problems = (many: number) => {
    forms.take(Array.from({ length: many }, (_, place) => gone(place)))
    return planForm(forms, { authority: 'aldermoor', name: form, base: { version: 1, edition: 1 }, content: { text, art: '' }, withdraws: true }, read).problems
  }
  expect([problems(publicationLimits.withdrawn - 1), problems(publicationLimits.withdrawn)]).toEqual([[], [expect.stringContaining('no more are read')]])
})

describe('nothing is published', () => {
  it.each<readonly [string, (one: Process, made: CatalogueDraft) => Promise<unknown>]>([
    ['that was changed after it was approved', (one, made) => one.drafts.change('aldermoor', made.id, { revision: made.revision, content: { ...made.content, text: titled('Another')(made.content.text) }, by: 'erin', now })],
    ['that was changed, and asked for again, after it was approved', async (one, made) => {
      await one.drafts.change('aldermoor', made.id, { revision: made.revision, content: { ...made.content, text: made.content.text.replace('Ask for a permit', 'Another') }, by: 'erin', now })
      await one.drafts.ask('aldermoor', made.id, made.revision + 1)
    }],
    ['that was discarded', (one, made) => one.drafts.discard('aldermoor', made.id)],
    ['whose approval nobody used in time, for something else was published meanwhile', async (one) => {
      await database.write((writes) => writes.run("UPDATE catalogue_drafts SET base_version = 0 WHERE kind = 'form'"))
      return one
    }],
  ])('%s', async (_, meddle) => {
    const one = openProcess()
    const made = await draft(one, titled('Ask for a permit'))
    await approve(one, made)
    await meddle(one, made)
    await one.look()
    expect(await versions(one)).toEqual([])
  })
})

it('every single character of the form, its council, its number and what it takes back changes what is approved', () => {
  const forms = liveForms(delivered, read)
  const text = delivered.find(({ id }) => id === form)?.text ?? ''
  const one = { authority: 'aldermoor', name: form, base: { version: 1, edition: 1 }, content: { text, art: '' }, withdraws: false }
  const others = [{ ...one, authority: 'brackenfield' }, { ...one, base: { version: 1, edition: 2 } }, { ...one, withdraws: true }, { ...one, content: { text: titled('Ask for a permit')(text), art: '' } }]
  const hashes = [one, ...others].map((each) => planForm(forms, each, read).contentHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

describe('what verifiers are told', () => {
  const authority = { id: 'aldermoor', did: 'did:example:aldermoor', identifier: 'https://issuer.example/aldermoor', profile: openProfile } as Authority
  let signed = 0
  const telling = ({ forms }: Process) => tellFormProfiles({ clock, forms, fingerprint: (content) => content, signerOf: () => ({ kid: 'did:example:aldermoor#key', x5c: [], sign: () => `signature-${(signed += 1)}` }) as never, encode: (text) => Buffer.from(text).toString('base64url') })
  const partsOf = (content: string): unknown[] => content.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown)

  it('is signed once for all who ask, and again when something was published, or before it runs out', async () => {
    const one = openProcess()
    const tell = telling(one)
    const first = await tell(authority)
    now = epochSeconds(begun + 11 * 3600)
    expect(await tell(authority)).toEqual(first)
    await approve(one, await draft(one, titled('Ask for a permit')))
    await one.look()
    const second = await tell(authority)
    expect(second.etag).not.toBe(first.etag)
    now = epochSeconds(begun + 23 * 3600 + 1)
    const third = await tell(authority)
    expect(third.etag).not.toBe(second.etag)
    expect(partsOf(third.content)).toMatchObject([{ alg: 'ES256', typ: 'form-profiles+jwt', kid: 'did:example:aldermoor#key' }, { iss: 'did:example:aldermoor', iat: now, exp: now + 86_400, withdrawn: [], profiles: [{ id: form, version: 2, profile: { version: 2, title: { en: 'Ask for a permit' } } }] }])
  })

  it('names what was withdrawn, and nothing of it', async () => {
    const one = openProcess()
    await approve(one, await draft(one, (text) => text, { withdraws: true }))
    await one.look()
    const [, payload] = partsOf((await telling(one)(authority)).content)
    expect([payload, await versions(one)]).toMatchObject([{ profiles: [], withdrawn: [form] }, [['aldermoor', 1, true]]])
  })

  it('tells what a newer release refuses as withdrawn, so that the rest is read, and the file doesn’t come back', async () => {
    const one = openProcess()
    await approve(one, await draft(one, titled('Ask for a permit')))
    await one.look()
    await database.write((writes) => writes.run("UPDATE catalogue_editions SET text = '{}' WHERE kind = 'form'"))
    const release = openProcess()
    await release.takeOver()
    expect(partsOf((await telling(release)(authority)).content)[1]).toMatchObject({ profiles: [], withdrawn: [form] })
    expect(await formAttention(release.forms, readCatalogue()).of(authority, now)).toMatchObject([{ href: `/staff/catalogue/forms/${form}`, isUrgent: true }])
  })

  it('has the number of the council’s newest publication, whoever signs when', async () => {
    const [one, late] = [openProcess(), openProcess()]
    await approve(one, await draft(one, titled('Ask for a permit')))
    await one.look()
    const number = async (process: Process): Promise<unknown> => (partsOf((await telling(process)(authority)).content)[1] as { number: unknown }).number
    const [newest, before] = [await number(one), await number(late)]
    expect([newest, before]).toEqual([await one.publications.newest(), 0])
    await approve(one, await draft(one, titled('Ask again'), { authority: 'brackenfield' }))
    await one.look()
    expect(await number(one)).toBe(newest)
  })
})
