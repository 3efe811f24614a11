import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approvalsTable } from '@counterfoil/issuer/adapters/approvals/approvals-table'
import { catalogueDocumentsTable } from '@counterfoil/issuer/adapters/catalogue/catalogue-documents-table'
import { catalogueDraftsTable } from '@counterfoil/issuer/adapters/catalogue/catalogue-drafts-table'
import { catalogueEditionsTable } from '@counterfoil/issuer/adapters/catalogue/catalogue-editions-table'
import { issuerMigrations } from '@counterfoil/issuer/adapters/migrations/all'
import type { ApprovalId } from '@counterfoil/issuer/domain/approval'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import { contentOf, readContent } from '@counterfoil/issuer/domain/catalogue/type-content'
import type { CatalogueDraft, DraftId } from '@counterfoil/issuer/ports/catalogue'
import { liveCatalogue } from '@counterfoil/issuer/use-cases/catalogue/live-catalogue'
import { planEdition } from '@counterfoil/issuer/use-cases/catalogue/plan-edition'
import { publishApproved } from '@counterfoil/issuer/use-cases/catalogue/publish-approved'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { typeOf } from '../../support/catalogue.ts'

const residency = typeOf('residency')
const now = epochSeconds(1_764_000_000)
const asks = { subject: 'erin', person: 'erin' }
const decides = { subject: 'avery', person: 'avery' }

let database: Database
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-catalogue-'))
  database = await openDatabase({ file: join(folder, 'issuer.sqlite'), entities: [], migrations: issuerMigrations })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  accredited = false
  faults.length = 0
  await database.write(async (writes) => {
    for (const table of ['catalogue_drafts', 'catalogue_editions', 'catalogue_documents', 'approvals']) await writes.run(`DELETE FROM ${table}`)
  })
})

let accredited = false
const askedFor: string[] = []
const faults: string[] = []

/** One process of several, which hold one database. */
function openProcess(keeper: string | null = 'aldermoor', delivered: CredentialType = residency) {
  const live = liveCatalogue(new Map([['residency', delivered]]), 'https://issuer.example/types')
  const ports = {
    clock: fixedClock(now),
    drafts: catalogueDraftsTable(database, 'type'),
    editions: catalogueEditionsTable(database),
    documents: catalogueDocumentsTable(database),
    live,
    approvals: approvalsTable(database),
    authorities: new Map(['aldermoor', 'brackenfield'].map((id) => [id, { id, did: `did:example:${id}` } as Authority])),
    keeper,
    furtherProblems: () => [],
    isAccredited: async (vct: string, dids: readonly string[]) => {
      askedFor.push(`${vct} ${dids.join()}`)
      return accredited
    },
    onFault: (error: unknown, { name }: CatalogueDraft) => void faults.push(`${name}: ${String(error)}`),
  }
  return { ...ports, ...publishApproved(ports) }
}
type Process = ReturnType<typeof openProcess>

let drafted = 0
async function draft({ drafts, live }: Process, change: (text: string) => string, authority = 'aldermoor'): Promise<CatalogueDraft> {
  drafted += 1
  const id = String(drafted).padStart(32, '0') as DraftId
  const newest = live.editionsOf('residency').at(-1) ?? expect.fail('no type')
  await drafts.open({ id, authority, name: 'residency', base: { version: newest.version, edition: newest.edition }, content: contentOf(newest.type), withdraws: false, by: 'erin', now })
  const opened = (await drafts.find(authority, id)) ?? expect.fail('not opened')
  expect(await drafts.change(authority, id, { revision: 1, content: { ...opened.content, text: change(opened.content.text) }, by: 'erin', now })).toBe(true)
  return (await drafts.find(authority, id)) ?? expect.fail('gone')
}

/** Somebody asks, and somebody else approves what was asked. */
async function approve({ drafts, live, approvals }: Process, one: CatalogueDraft): Promise<void> {
  const { contentHash } = planEdition(live, one, () => [])
  const id = `approval-${one.id}` as ApprovalId
  expect(await drafts.ask(one.authority, one.id, one.revision)).toBe(true)
  await approvals.ask({ id, authority: one.authority, kind: 'publish-type', subject: one.id, contentHash, makers: [], by: asks, now, expiresAt: epochSeconds(now + 100) })
  expect((await approvals.decide(one.authority, id, { decision: 'approve', reason: 'checked', contentHash, by: decides, now }))?.outcome).toBe('decided')
}

const newWords = (text: string): string => text.replace('"Residency"', '"Where you live"')
const newClaims = (text: string): string => text.replace('"maxLength": 100', '"maxLength": 60')

describe('what another person approved', () => {
  it('is published once, by whichever process comes first, and all of them issue it from then on', async () => {
    const [one, other] = [openProcess(), openProcess()]
    await approve(one, await draft(one, newWords))
    await Promise.all([one.look(), other.look(), one.look(), other.look()])
    await Promise.all([one.look(), other.look()])
    expect((await one.editions.all()).map(({ version, edition, askedBy, approvedBy, effectiveAt }) => ({ version, edition, askedBy, approvedBy, effectiveAt }))).toEqual([{ version: 1, edition: 1, askedBy: 'erin', approvedBy: 'avery', effectiveAt: now }])
    expect([one, other].map(({ live }) => live.types.get('residency')?.name.en)).toEqual(['Where you live', 'Where you live'])
    expect(await one.drafts.of('aldermoor')).toEqual([])
  })

  it('stands in a process that starts afterwards', async () => {
    const one = openProcess()
    await approve(one, await draft(one, newWords))
    await one.look()
    const later = openProcess()
    await later.takeOver()
    expect(later.live.configurations.get('residency-sd-jwt')?.type.name.en).toBe('Where you live')
  })

  it('waits as a new version until every council here is accredited for it, and nothing is issued by it before', async () => {
    const one = openProcess()
    await approve(one, await draft(one, newClaims))
    await one.look()
    await one.look()
    expect(one.live.configurations.get('residency-sd-jwt')?.vct).toBe('https://issuer.example/types/residency/1')
    expect(askedFor.at(-1)).toBe('https://issuer.example/types/residency/2 did:example:aldermoor,did:example:brackenfield')
    accredited = true
    await one.look()
    expect(one.live.configurations.get('residency-sd-jwt')?.vct).toBe('https://issuer.example/types/residency/2')
  })

  it('is taken back by publishing what was before, which needs no accreditation and outlives a late one', async () => {
    const one = openProcess()
    await approve(one, await draft(one, newClaims))
    await one.look()
    await approve(one, await draft(one, (text) => text.replace('"maxLength": 60', '"maxLength": 100')))
    accredited = true
    await one.look()
    await one.look()
    expect((await one.editions.all()).map(({ version, edition, effectiveAt }) => [version, edition, effectiveAt])).toEqual([[2, 1, null], [1, 1, now]])
    expect(one.live.configurations.get('residency-sd-jwt')?.vct).toBe('https://issuer.example/types/residency/1')
  })
})

describe('nothing is published', () => {
  it.each<readonly [string, (one: Process, made: CatalogueDraft) => Promise<unknown>]>([
    ['that was changed after it was approved', (one, made) => one.drafts.change('aldermoor', made.id, { revision: made.revision, content: { ...made.content, text: newWords(made.content.text).replace('365', '3650') }, by: 'erin', now })],
    ['that was changed, and asked for again, after it was approved', async (one, made) => {
      await one.drafts.change('aldermoor', made.id, { revision: made.revision, content: { ...made.content, text: made.content.text.replace('365', '3650') }, by: 'erin', now })
      await one.drafts.ask('aldermoor', made.id, made.revision + 1)
    }],
    ['that was discarded', (one, made) => one.drafts.discard('aldermoor', made.id)],
  ])('%s', async (_, meddle) => {
    const one = openProcess()
    const made = await draft(one, newWords)
    await approve(one, made)
    await meddle(one, made)
    await one.look()
    expect(await one.editions.all()).toEqual([])
    expect(one.live.types.get('residency')).toBe(residency)
  })

  it('of a council that doesn’t keep the catalogue, or where nobody does', async () => {
    for (const keeper of ['aldermoor', null]) {
      const one = openProcess(keeper)
      await approve(one, await draft(one, newWords, keeper === null ? 'corvesdale' : 'brackenfield'))
      await one.look()
      expect(await one.editions.all()).toEqual([])
    }
  })

  it('that was opened before something else was published', async () => {
    const [one, other] = [openProcess(), openProcess()]
    const late = await draft(other, newClaims, 'brackenfield')
    await approve(one, await draft(one, newWords))
    await one.look()
    const keeper = openProcess('brackenfield')
    await approve(keeper, late)
    await keeper.look()
    expect(await one.editions.all()).toHaveLength(1)
  })
})

describe('an edition that a newer release’s linters refuse', () => {
  const unreadable = (number: number): Promise<number> => database.write((writes) => writes.run('UPDATE catalogue_editions SET text = ? WHERE number = ?', ['{"unread": true}', number]))
  const numbers = async ({ editions }: Process) => (await editions.all()).map(({ version, edition }) => [version, edition])

  it('keeps its number and its documents, and the next one has the next number', async () => {
    const one = openProcess()
    accredited = true
    await approve(one, await draft(one, newClaims))
    await one.look()
    await one.look()
    const served = one.live.documentsOf('residency', '2')
    await unreadable((await one.editions.all())[0]?.number ?? 0)
    const release = openProcess()
    await release.takeOver()
    expect([release.live.documentsOf('residency', '2'), release.live.types.get('residency')]).toEqual([served, residency])
    await approve(release, await draft(release, (text) => text.replace('"maxLength": 100', '"maxLength": 50')))
    await release.look()
    await approve(release, await draft(release, (text) => text.replace('"maxLength": 50', '"maxLength": 60')))
    await release.look()
    expect([await numbers(release), faults]).toEqual([[[2, 1], [3, 1], [2, 2]], []])
  })

  it('doesn’t take effect while nobody can read it', async () => {
    const one = openProcess()
    await approve(one, await draft(one, newClaims))
    await one.look()
    await unreadable((await one.editions.all())[0]?.number ?? 0)
    const release = openProcess()
    accredited = true
    await release.look()
    expect((await one.editions.all()).map(({ effectiveAt }) => effectiveAt)).toEqual([null])
  })
})

it('a draft that can’t be published is told of, and holds up neither another one nor what waits to take effect', async () => {
  const one = openProcess()
  await approve(one, await draft(one, newClaims))
  await one.look()
  const [broken, good] = [await draft(one, newWords, 'brackenfield'), await draft(one, (text) => text.replace('"maxLength": 60', '"maxLength": 50'))]
  await approve(one, broken)
  await approve(one, good)
  const looking = publishApproved({ ...one, keeper: 'aldermoor', approvals: { of: (authority, kind, subject) => (authority === 'brackenfield' ? Promise.reject(new Error('no such page')) : one.approvals.of(authority, kind, subject)) } })
  await looking.look()
  accredited = true
  await looking.look()
  expect((await one.editions.all()).map(({ version, effectiveAt }) => [version, effectiveAt])).toEqual([[2, null], [3, now]])
  expect(new Set(faults)).toEqual(new Set(['residency: Error: no such page']))
})

describe('what lies at a vct stays, when the next release', () => {
  const at = ({ live }: Process, version: number) => live.documentsOf('residency', String(version))
  const secondAsPublished = async (): Promise<Process> => {
    const one = openProcess()
    accredited = true
    await approve(one, await draft(one, newClaims))
    await one.look()
    await one.look()
    return one
  }
  const second = (): CredentialType => {
    const { text, art } = contentOf(residency)
    return { ...(readContent({ text: newClaims(text), art }).type ?? expect.fail('not read')), version: 2 }
  }

  it('has another version: the one before is as it was when it was served first, and so is its type', async () => {
    const one = openProcess()
    await one.takeOver()
    const first = at(one, 1)
    await approve(one, await draft(one, newWords))
    await one.look()
    const release = openProcess('aldermoor', second())
    await release.takeOver()
    expect(at(release, 1)).toEqual(first)
    expect(release.live.configurations.get('residency-sd-jwt')?.vct).toBe('https://issuer.example/types/residency/2')
    const later = openProcess('aldermoor', { ...second(), version: 3 })
    await later.takeOver()
    expect([at(later, 1), at(later, 2), later.live.typeAt('https://issuer.example/types/residency/2')]).toEqual([first, at(release, 2), second()])
  })

  it('has other words for it, which wallets read in the metadata of the issuer alone', async () => {
    const one = openProcess()
    await one.takeOver()
    const release = openProcess('aldermoor', { ...residency, name: { en: 'Where you live', cy: 'Ble rydych yn byw' } })
    await release.takeOver()
    const configuration = release.live.configurations.get('residency-sd-jwt')
    expect([configuration?.type.name.en, configuration?.published]).toEqual(['Where you live', at(one, 1)])
  })

  it('has under its number what was published here, in other words', async () => {
    const one = await secondAsPublished()
    const release = openProcess('aldermoor', { ...second(), name: { en: 'Where you live', cy: 'Ble rydych yn byw' } })
    await release.takeOver()
    expect([at(release, 2), release.live.configurations.get('residency-sd-jwt')?.published]).toEqual([at(one, 2), at(one, 2)])
  })

  it('has under its number something else: it doesn’t start, says what to do, and the release before goes on', async () => {
    const one = await secondAsPublished()
    const release = openProcess('aldermoor', { ...second(), statusKinds: ['revocation'] })
    await expect(release.takeOver()).rejects.toThrow(/"residency" comes with this release as version 2, but .*Start the release that ran before; then give "residency" the version 3/)
    const again = openProcess()
    await again.takeOver()
    expect([at(again, 2), again.live.configurations.get('residency-sd-jwt')?.vct]).toEqual([at(one, 2), 'https://issuer.example/types/residency/2'])
  })

  it('has under the number of an earlier release something else', async () => {
    await openProcess().takeOver()
    await expect(openProcess('aldermoor', { ...second(), version: 1 }).takeOver()).rejects.toThrow('give "residency" the version 2')
  })

  it('begins together with another one: both serve what was kept first', async () => {
    const [one, other] = [openProcess(), openProcess('aldermoor', { ...residency, name: { en: 'Where you live', cy: 'Ble rydych yn byw' } })]
    await Promise.all([one.takeOver(), other.takeOver()])
    expect(at(other, 1)).toEqual(at(one, 1))
  })
})
