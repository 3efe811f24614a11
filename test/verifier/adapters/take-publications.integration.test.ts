import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { openDatabase, type Database } from '@counterfoil/service-kit/persistence/database'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { OutsideUnavailable, type OutsideRequest } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formPublication, type PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { formPublicationsTable } from '@counterfoil/verifier/adapters/form-publications-table'
import { liveForms, type LiveForms } from '@counterfoil/verifier/adapters/live-forms'
import { prepareForm } from '@counterfoil/verifier/adapters/prepare-form'
import { presentationsTable } from '@counterfoil/verifier/adapters/presentations-table'
import { createResponseKeys } from '@counterfoil/verifier/adapters/response-keys'
import { takePublications, type TakePublications, type TakePublicationsPorts } from '@counterfoil/verifier/adapters/take-publications'
import { verifierSchema } from '@counterfoil/verifier/adapters/verifier-schema'
import type { RequestId, TransactionId } from '@counterfoil/verifier/domain/presentation'
import type { Asker, Forms } from '@counterfoil/verifier/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publish, published, publisherWith } from '../../support/form-publications.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { prepared } from '../support/prepared.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const did = 'did:web:aldermoor.example'
const form = published().profile.id
const begins = epochSeconds(1_800_000_000)
const day = 86_400
const logger = Object.assign(createLogger('verifier'), { level: 'silent' })
const faceless: Asker = { did, signStatement: () => '', signErasureReceipt: () => '', as: ({ id }) => (id === 'haip' ? null : { clientId: () => '', signRequestObject: () => '' }) }

let folder: ReturnType<typeof temporaryFolder>
let database: Database
let clock: ReturnType<typeof fixedClock>
/** What the issuer says: nothing while it is away. */
let laid: { readonly jwt: string; readonly etag: string } | null | 'always the same'
let asked: OutsideRequest[]
let publishedKeys: readonly string[]
let filed: readonly FormProfile[]

beforeEach(async () => {
  folder = temporaryFolder()
  database = await openDatabase({ file: join(folder.path, 'verifier.sqlite'), ...verifierSchema })
  clock = fixedClock(begins)
  ;[laid, asked, publishedKeys, filed] = [null, [], [`${did}#key`, `${did}#next`], []]
})
afterEach(async () => {
  await database.close()
  folder.remove()
})

const asForm = (profile: FormProfile) => ({ authority: 'aldermoor', form: prepareForm(profile, 'aldermoor', prepared, []) })
const files = (): Forms => ({ find: (authority, id) => filed.map(asForm).find((one) => one.authority === authority && one.form.profile.id === id)?.form ?? null, all: () => filed.map(asForm) })

interface Process extends TakePublications {
  readonly live: LiveForms
  /** Of the form that is asked with now; null when there is none. */
  readonly version: () => number | null
  /** Codes of what operators are told. */
  readonly faults: () => readonly string[]
}

/** A process of the verifier on this database, as it is after its start. */
async function start(changes: Partial<TakePublicationsPorts> = {}): Promise<Process> {
  const live = liveForms(files())
  const publications = takePublications({
    publishers: () => [{ id: 'aldermoor', did, issuerUrl: 'https://issuer.example/aldermoor' }],
    fetchOutside: async (_url, request = {}) => {
      asked.push(request)
      if (laid === null) throw new OutsideUnavailable('unreachable')
      const isKnown = laid === 'always the same' || request.headers?.['if-none-match'] === laid.etag
      return { status: isKnown ? 304 : 200, headers: laid === 'always the same' ? {} : { etag: laid.etag }, body: Buffer.from(isKnown || laid === 'always the same' ? '' : laid.jwt) }
    },
    keyOf: async (kid) => (publishedKeys.includes(kid) ? publicKey : null),
    table: formPublicationsTable(database, new Uint8Array(32)),
    live,
    files: files(),
    askers: { find: () => faceless },
    prepare: prepared,
    clock,
    logger,
    ...changes,
  })
  await publications.restore()
  return { ...publications, live, version: () => live.find('aldermoor', form)?.profile.version ?? null, faults: () => publications.notes().map((note) => /\((\w+)\)/.exec(note)?.[1] ?? note) }
}

/** Lies at the issuer from now on. */
async function lay(version: number, { at = clock.now(), key = 'key', changes = {}, others = [], withdrawn = [] }: { readonly at?: EpochSeconds; readonly key?: string; readonly changes?: Partial<FormProfile>; readonly others?: readonly PublishedProfile[]; readonly withdrawn?: readonly string[] } = {}): Promise<void> {
  const profiles = withdrawn.includes(form) ? others : [published({ version, ...changes }), ...others]
  const jwt = await publish({ ...publisherWith(did, privateKey), kid: `${did}#${key}` }, formPublication(did, { number: 0, profiles, withdrawn }, at))
  laid = { jwt, etag: `"${version} ${at}"` }
}

const tamper = (sql: string): Promise<number> => database.write((writes) => writes.run(sql))
const tagSent = (): string | undefined => asked.at(-1)?.headers?.['if-none-match']

describe('an issuer that says for ever that nothing has changed', () => {
  it('is asked for the whole once half of its publication’s life is over, and operators are told', async () => {
    await lay(2)
    const verifier = await start()
    await verifier.read()
    laid = 'always the same'
    await verifier.read()
    expect([tagSent() !== undefined, verifier.faults()]).toEqual([true, []])
    clock.advance(day / 2)
    await verifier.read()
    expect([tagSent(), verifier.faults(), verifier.version()]).toEqual([undefined, ['not_served'], 2])
    await lay(2)
    await verifier.read()
    expect(verifier.faults()).toEqual([])
  })

  it('keeps nothing alive unnoticed over a restart either', async () => {
    await lay(2)
    await (await start()).read()
    clock.advance(day)
    expect((await start()).faults()).toEqual(['expired'])
  })
})

describe('a kept publication', () => {
  it('that somebody wrote over is written over in turn, and operators are told till then', async () => {
    await lay(2)
    await (await start()).read()
    await tamper("UPDATE form_publications SET sealed = 'AAAA'")
    const verifier = await start()
    expect([verifier.faults(), verifier.version()]).toEqual([['kept_altered'], null])
    await verifier.read()
    expect([verifier.faults(), verifier.version()]).toEqual([[], 2])
    await tamper("UPDATE form_publications SET sealed = 'AAAA'")
    await verifier.read()
    laid = null
    expect((await start()).version()).toBe(2)
  })

  it('is of one identity: another under the same name begins with the files', async () => {
    await lay(2)
    await (await start()).read()
    laid = null
    const other = await start({ publishers: () => [{ id: 'aldermoor', did: 'did:web:another.example', issuerUrl: 'https://issuer.example/aldermoor' }] })
    expect([other.version(), other.faults()]).toEqual([null, ['kept_altered']])
  })

  it('falls to the files when the key that signed it was withdrawn and nothing else comes', async () => {
    filed = [{ ...published().profile, version: 1 }]
    await lay(2)
    const verifier = await start()
    await verifier.read()
    const digest = verifier.live.find('aldermoor', form)?.profileDigest ?? null
    publishedKeys = [`${did}#next`]
    laid = null
    expect(verifier.version()).toBe(2)
    await verifier.read()
    expect([verifier.version(), verifier.faults(), (await start()).version()]).toEqual([1, ['unreachable'], 1])
    expect(verifier.live.find('aldermoor', form, digest)?.profile.version).toBe(2)
  })

  it('gives way to what another key signs, though it was signed before', async () => {
    await lay(3)
    const verifier = await start()
    await verifier.read()
    publishedKeys = [`${did}#next`]
    await lay(2, { at: epochSeconds(begins - 60), key: 'next' })
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([2, []])
  })

  it('isn’t taken back by one that was signed in the same second with a lower version', async () => {
    await lay(3)
    const verifier = await start()
    await verifier.read()
    await lay(2)
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([3, ['older_than_held']])
    await lay(4, { at: begins })
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([4, []])
  })

  it('tells of its versions by what is sealed alone', async () => {
    await lay(2)
    await (await start()).read()
    await tamper("UPDATE form_profiles SET source = 'file'")
    await lay(3, { at: epochSeconds(begins + 1) })
    clock.advance(1)
    const verifier = await start()
    await verifier.read()
    expect(verifier.live.find('aldermoor', form)?.versions.map(({ version }) => version)).toEqual([3])
  })
})

describe('a form that the authority has no papers to ask with', () => {
  it('goes on as it was, and operators are told', async () => {
    await lay(2)
    const verifier = await start()
    await verifier.read()
    clock.advance(1)
    await lay(3, { changes: { requestProfile: 'haip' } })
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([2, ['no_papers']])
  })

  it('keeps no withdrawal, and no other form, from taking effect, also after a restart', async () => {
    const other = (version: number) => published({ id: 'other-form', version })
    await lay(2, { others: [other(1), published({ id: 'third-form' })] })
    const verifier = await start()
    await verifier.read()
    clock.advance(1)
    await lay(3, { changes: { requestProfile: 'haip' }, others: [other(2)], withdrawn: ['third-form'] })
    await verifier.read()
    const stands = ({ live }: Process) => [form, 'other-form', 'third-form'].map((id) => live.find('aldermoor', id)?.profile.version ?? null)
    expect([stands(verifier), stands(await start())]).toEqual([[2, 2, null], [2, 2, null]])
  })

  it('is asked with once the papers are there, though nothing else is published', async () => {
    await lay(2)
    let hasPapers = false
    const verifier = await start({ askers: { find: () => ({ ...faceless, as: (profile) => (hasPapers ? { clientId: () => '', signRequestObject: () => '' } : faceless.as(profile)) }) } })
    await verifier.read()
    clock.advance(1)
    await lay(3, { changes: { requestProfile: 'haip' } })
    await verifier.read()
    expect(verifier.version()).toBe(2)
    hasPapers = true
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([3, []])
  })

  it('stays when the papers end, and operators are told', async () => {
    await lay(2)
    let hasPapers = true
    const verifier = await start({ askers: { find: () => ({ ...faceless, as: (profile) => (hasPapers ? faceless.as(profile) : null) }) } })
    await verifier.read()
    hasPapers = false
    await verifier.read()
    expect([verifier.version(), verifier.faults()]).toEqual([2, ['no_papers']])
  })
})

describe('a form of a type’s version that isn’t known here', () => {
  const { credential } = published().profile
  const changes = { credential: { ...credential, version: credential.version + 1 } }

  it('goes on as it was published before, for ever so many versions, also after a restart, and operators are told', async () => {
    filed = [{ ...published().profile, version: 1 }]
    await lay(2)
    const verifier = await start()
    await verifier.read()
    for (const version of [3, 4]) {
      clock.advance(1)
      await lay(version, { changes })
      await verifier.read()
    }
    const again = await start()
    for (const one of [verifier, again]) expect([one.version(), one.faults(), one.live.find('aldermoor', form)?.versions.map(({ version }) => version)]).toEqual([2, ['type_unknown'], [2]])
    clock.advance(1)
    await lay(5)
    await again.read()
    expect([again.version(), again.faults()]).toEqual([5, []])
  })

  it('leaves the file where nothing was published before', async () => {
    filed = [{ ...published().profile, version: 1 }]
    await lay(2, { changes })
    const verifier = await start()
    await verifier.read()
    expect([verifier.version(), (await start()).version()]).toEqual([1, 1])
  })

  it('brings nothing back that was withdrawn', async () => {
    filed = [{ ...published().profile, version: 1 }]
    const verifier = await start()
    const steps = [() => lay(2), () => lay(2, { withdrawn: [form] }), () => lay(3, { changes }), () => lay(4, { changes })]
    for (const step of steps) {
      clock.advance(1)
      await step()
      await verifier.read()
    }
    expect([verifier.version(), (await start()).version()]).toEqual([null, null])
  })

  it('brings nothing back that was signed with a key which was withdrawn', async () => {
    filed = [{ ...published().profile, version: 1 }]
    await lay(2)
    const verifier = await start()
    await verifier.read()
    publishedKeys = [`${did}#next`]
    clock.advance(1)
    await lay(3, { key: 'next', changes })
    await verifier.read()
    expect(verifier.version()).toBe(1)
  })

  it('goes on by nothing that was signed with a key which is withdrawn later', async () => {
    filed = [{ ...published().profile, version: 1 }]
    await lay(2)
    const verifier = await start()
    await verifier.read()
    for (const version of [3, 4]) {
      clock.advance(1)
      await lay(version, { key: 'next', changes })
      await verifier.read()
    }
    expect(verifier.version()).toBe(2)
    publishedKeys = [`${did}#next`]
    await verifier.read()
    expect([verifier.version(), verifier.faults(), (await start()).version()]).toEqual([1, ['type_unknown'], 1])
  })
})

describe('what began with a file', () => {
  it('ends by it when the file is replaced, here and in another process', async () => {
    filed = [{ ...published().profile, version: 1 }]
    const verifier = await start()
    const before = files().all()
    const digest = before[0]?.form.profileDigest ?? null
    const second = [{ ...published().profile, version: 2 }]
    filed = second
    await verifier.filesReplaced(before)
    expect(verifier.live.find('aldermoor', form, digest)?.profile.version).toBe(1)
    const replaced = files().all()[0]?.form.profileDigest ?? null
    filed = []
    const other = await start()
    for (const profileDigest of [digest, replaced]) await other.learn({ authority: 'aldermoor', form, profileDigest })
    expect([digest, replaced].map((one) => other.live.find('aldermoor', form, one)?.profile.version)).toEqual([1, 2])
  })
})

describe('a presentation that is at hand', () => {
  it('has its version learnt where that was forgotten', async () => {
    const keys = createResponseKeys(new Uint8Array(32))
    const learnt: (string | null)[] = []
    const presentations = presentationsTable(database, keys, null, ({ profileDigest }) => void learnt.push(profileDigest))
    const [requestId, transactionId] = ['request' as RequestId, 'transaction' as TransactionId]
    const began = { transactionId, requestId, authority: 'aldermoor', form, profileDigest: 'first', flow: 'same_device' as const, nonce: '', formKey: { kty: 'EC' as const, crv: 'P-256' as const, x: '', y: '' }, returnUrl: null, origin: null, transactions: [], expiresAt: epochSeconds(begins + 600), responseKey: keys.make(requestId) }
    await presentations.begin(began, null, begins)
    await presentations.fetch('aldermoor', requestId, begins)
    await presentations.mustBeOpen('aldermoor', requestId, begins)
    expect(learnt).toEqual(['first', 'first'])
  })
})

describe('a database that can’t be used', () => {
  it('stops no start: what is published is read from the issuer', async () => {
    filed = [{ ...published().profile, version: 1 }]
    const away = (): Promise<never> => Promise.reject(new Error('database is locked'))
    const table = formPublicationsTable(database, new Uint8Array(32))
    const verifier = await start({ table: { ...table, note: away, find: away } })
    expect(verifier.version()).toBe(1)
  })
})
