import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createFormServer } from '@counterfoil/form-server/form-server'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import type { PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { epochSeconds, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { PublishedVersion } from '@counterfoil/verifier/domain/purpose-register'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { badPublications, goodPublication, published, type Publisher } from '../support/form-publications.ts'
import { PlainBrowser } from '../support/plain-browser.ts'
import { until } from '../support/until.ts'
import { answerWell, fetchRequest, formServer, openResult } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

const council = 'brackenfield'
const address = `/${council}/form-profiles`
let world: VerifierTestWorld
let publisher: Publisher
let at: EpochSeconds
let tags = 0
let number = 0

beforeAll(async () => {
  world = await startVerifierWorld({ configure: () => ({ formPublications: ['all'], formPublicationsEvery: seconds(0.1) }) })
  publisher = { did: world.authority(council).did, ...(await world.net.keys.signer(world.authority(council).keys.credential.kid, 'credential')) }
  at = epochSeconds(Math.floor(Date.now() / 1000) - 1000)
})
afterAll(() => world?.close())

/** Lies at the issuer from now on. */
function lay(jwt: string): { asked: number; notModified: number } {
  const laid = { jwt, etag: `"${(tags += 1)}"`, asked: 0, notModified: 0 }
  world.publisher.forms.set(address, laid)
  return laid
}

const titled = (version: number, en: string, changes: Partial<FormProfile> = {}): PublishedProfile => published({ version, title: { en, cy: `${en}, yn Gymraeg` }, ...changes })

/** Publishes later than everything before. */
async function layGood(profiles: readonly PublishedProfile[], withdrawn: readonly string[] = []): Promise<{ asked: number; notModified: number }> {
  at = epochSeconds(at + 1)
  return lay(await goodPublication({ publisher, now: at, number, profiles, withdrawn }))
}

interface Registered {
  readonly title: { readonly en: string }
  readonly version: number
  readonly digest: string
  readonly versions: readonly PublishedVersion[]
}

async function registered(form = 'blue-badge-renewal', verifierUrl = world.verifierUrl): Promise<Registered | undefined> {
  const { forms } = (await (await fetch(`${verifierUrl}/purpose-register.json?authority=${council}&form=${form}`)).json()) as { forms: readonly Registered[] }
  return forms[0]
}

const stands = (en: string, verifierUrl?: string): Promise<void> => until(async () => (await registered('blue-badge-renewal', verifierUrl))?.title.en === en, `${en} stands`)
const notes = async (): Promise<readonly string[]> => ((await (await fetch(`${world.verifierUrl}/health/ready`)).json()) as { notes?: readonly string[] }).notes ?? []
const titleIn = (request: object): string => (request as { counterfoil_purpose: { form: { en: string } } }).counterfoil_purpose.form.en
const form = (verifierUrl = world.verifierUrl) => formServer({ verifierUrl, apiKey: world.apiKey }, council)

describe('what an authority publishes', () => {
  it('is asked with over the file of the same id, without a restart, and the Purpose Register tells where each version came from', async () => {
    expect((await registered())?.version).toBe(1)
    await layGood([titled(2, 'Second')])
    await stands('Second')
    expect(titleIn(await fetchRequest(await form().start()))).toBe('Second')
    const { versions = [], digest } = (await registered()) ?? {}
    expect(versions.map(({ version, source }) => [version, source])).toEqual([[1, 'file'], [2, 'publication']])
    expect(versions.at(-1)?.digest).toBe(digest)
    const other = await (await fetch(`${world.verifierUrl}/purpose-register.json?authority=aldermoor&form=blue-badge-renewal`)).json()
    expect((other as { forms: readonly Registered[] }).forms[0]?.version).toBe(1)
  })

  it('is not sent again while it is the same', async () => {
    const laid = await layGood([titled(2, 'The same')])
    await stands('The same')
    await until(() => laid.notModified > 1, 'it was asked for again')
    expect(laid.asked - laid.notModified).toBe(1)
    expect(await notes()).toEqual([])
  })

  it('may be a form that there is no file of', async () => {
    await layGood([titled(2, 'Second'), published({ id: 'new-form', version: 1 })])
    await until(async () => (await registered('new-form')) !== undefined, 'the new form stands')
    expect((await form().start({ form: 'new-form' })).request_uri).toContain(council)
  })

  it('ends requests that are under way as they began', async () => {
    await layGood([titled(3, 'Before')])
    await stands('Before')
    const started = await form().start()
    const digest = (await registered())?.digest
    await layGood([titled(4, 'After', { fields: published().profile.fields.map(({ name, from }) => ({ name: `new_${name}`, from })) })])
    await stands('After')
    const request = await fetchRequest(started)
    expect(titleIn(request)).toBe('Before')
    expect((await answerWell(world, request)).status).toBe(200)
    expect((await openResult(await form().result(started), started)).fields).toHaveProperty('first_name')
    const database = new DatabaseSync(join(world.net.verifierDir, 'verifier.sqlite'), { readOnly: true })
    const { statement } = database.prepare('SELECT statement FROM check_records WHERE transaction_id = ?').get(started.transaction_id) as { statement: string }
    database.close()
    expect(JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()).profile).toBe(digest)
  })

  it('is withdrawn: new requests are refused, those under way end, and the Purpose Register forgets it', async () => {
    await layGood([titled(5, 'Soon gone')])
    await stands('Soon gone')
    const started = await form().start()
    await layGood([], ['blue-badge-renewal'])
    await until(async () => (await registered()) === undefined, 'it is withdrawn')
    await expect(form().start()).rejects.toThrow('unknown_form')
    expect((await answerWell(world, await fetchRequest(started))).status).toBe(200)
    await layGood([titled(6, 'Back again')])
    await stands('Back again')
    expect((await registered())?.versions.map(({ version }) => version)).toContain(5)
  })

  it('is withdrawn: a page of ours on which a request is open leads on to its end, also after a restart', async () => {
    await layGood([titled(6, 'On a page')])
    await stands('On a page')
    const server = createFormServer({ verifierUrl: `${world.verifierUrl}/${council}`, apiKey: world.apiKey(council) })
    const { hostedPageUri } = await server.startHostedPage({ form: 'blue-badge-renewal', returnUrl: `${returnOrigin}/${council}/blue-badge-renewal?response_code=` })
    const browser = new PlainBrowser()
    await browser.ask(hostedPageUri)
    const elsewhere = (await browser.ask(hostedPageUri, { flow: 'cross_device' })).headers.get('location') ?? ''
    await layGood([], ['blue-badge-renewal'])
    await until(async () => (await registered()) === undefined, 'it is withdrawn')
    const shown = async (): Promise<boolean> => (await (await browser.ask(elsewhere)).text()).includes('On a page')
    expect(await shown()).toBe(true)
    await world.restart()
    expect(await shown()).toBe(true)
    expect((await browser.ask(hostedPageUri, { flow: 'cross_device' })).status).toBe(503)
  })

  it('asks for nothing that the authority isn’t accredited to ask for', async () => {
    const [claim] = published().profile.claims
    const badge = published({ id: 'badge-form', version: 1, credential: { id: 'badge', type: 'blue-badge', version: 1 }, claims: claim === undefined ? [] : [claim], fields: [{ name: 'first_name', from: 'given_name' }] })
    await layGood([titled(6, 'Back again'), badge])
    await until(async () => (await registered('badge-form')) !== undefined, 'it stands')
    await expect(form().start({ form: 'badge-form' })).rejects.toThrow('form_not_accredited')
  })
})

describe('a publication', () => {
  it.each(badPublications)('%s changes nothing, and operators are told: %s', async (_what, fault, make) => {
    await layGood([titled(7, 'Good')])
    await stands('Good')
    await until(async () => (await notes()).length === 0, 'all is well')
    lay(await make({ publisher, now: epochSeconds(Math.floor(Date.now() / 1000)) }))
    await until(async () => (await notes()).length === 1, 'it is told')
    expect(await notes()).toEqual([`The form publication of ${council} can't be used (${fault}). What was published before stands.`])
    expect((await registered())?.title.en).toBe('Good')
  })

  it('that is older than the one that is held is refused', async () => {
    const old = await goodPublication({ publisher, now: at, number, profiles: [titled(8, 'Old')] })
    await layGood([titled(9, 'New')])
    await stands('New')
    lay(old)
    await until(async () => (await notes())[0]?.includes('older_than_held') === true, 'it is told')
    expect((await registered())?.title.en).toBe('New')
  })

  it('that has a lower number is older, whenever it was signed; a higher one stands though it was signed before', async () => {
    at = epochSeconds(at + 3)
    lay(await goodPublication({ publisher, now: at, number: 7, profiles: [titled(9, 'Seven')] }))
    await stands('Seven')
    lay(await goodPublication({ publisher, now: epochSeconds(at + 1), number: 6, profiles: [titled(8, 'Six')] }))
    await until(async () => (await notes())[0]?.includes('older_than_held') === true, 'it is told')
    lay(await goodPublication({ publisher, now: epochSeconds(at - 1), number: 8, profiles: [titled(10, 'Eight')] }))
    await stands('Eight')
    await world.restart()
    await stands('Eight')
    expect(await notes()).toEqual([])
    number = 8
  })

  it('with a form of a type’s version that isn’t known leaves that one as it was, also after a restart', async () => {
    await layGood([titled(10, 'Eleventh to come')])
    await stands('Eleventh to come')
    const { credential } = published().profile
    await layGood([titled(11, 'Newer', { credential: { ...credential, version: credential.version + 1 } }), published({ id: 'new-form', version: 1 })])
    await until(async () => (await registered('new-form')) !== undefined, 'the other stands')
    expect(titleIn(await fetchRequest(await form().start()))).toBe('Eleventh to come')
    await world.restart()
    expect([(await registered())?.version, (await registered('new-form'))?.version]).toEqual([10, 1])
    expect(await notes()).toEqual([expect.stringContaining('(type_unknown): 1.')])
    await layGood([titled(12, 'Known again')])
    await stands('Known again')
  })

  it('that says the same and was signed before is nothing to tell of: an issuer may have several processes', async () => {
    const same = await goodPublication({ publisher, now: at, number, profiles: [titled(9, 'Twice')] })
    const laid = await layGood([titled(9, 'Twice')])
    await stands('Twice')
    await until(() => laid.notModified > 0, 'it is known')
    const again = lay(same)
    await until(() => again.asked > 2, 'it was asked for')
    expect(await notes()).toEqual([])
  })

  it.each([
    ['a redirection', 302, 'redirect'],
    ['an error of its server', 500, 'not_served'],
    ['nothing any more', 404, 'not_served'],
  ])('that is %s changes nothing', async (_what, status, fault) => {
    await layGood([titled(9, 'New')])
    await stands('New')
    await until(async () => (await notes()).length === 0, 'all is well')
    world.publisher.mode = (_request, response) => response.writeHead(status, { location: 'http://localhost:1/' }).end()
    await until(async () => (await notes()).some((note) => note.includes(`${council} can't be used (${fault})`)), 'it is told')
    world.publisher.reset()
    expect((await registered())?.title.en).toBe('New')
    await until(async () => (await notes()).length === 0, 'all is well again')
  })
})

describe('after a restart', () => {
  it('with the issuer away, what was published last stands, and what began before ends', async () => {
    await layGood([titled(10, 'First')])
    await stands('First')
    const started = await form().start()
    await layGood([titled(11, 'Last')])
    await stands('Last')
    await world.restart(() => {
      world.publisher.mode = 'down'
    })
    expect((await registered())?.title.en).toBe('Last')
    expect(titleIn(await fetchRequest(await form().start()))).toBe('Last')
    expect(titleIn(await fetchRequest(started))).toBe('First')
    world.publisher.reset()
  })

  it('a stranger who can write the file can plant nothing: then the file stands', async () => {
    await layGood([titled(12, 'Planted')])
    await stands('Planted')
    await world.restart(() => {
      world.publisher.mode = 'down'
      const database = new DatabaseSync(join(world.net.verifierDir, 'verifier.sqlite'))
      database.exec("UPDATE form_publications SET sealed = substr(sealed, 1, 60) || 'AAAA' || substr(sealed, 65)")
      database.close()
    })
    expect((await registered())?.version).toBe(1)
    await until(async () => (await notes()).includes(`The form publication of ${council} can't be used (kept_altered). The files stand.`), 'it is told')
    world.publisher.reset()
    await stands('Planted')
    await until(async () => (await notes()).length === 0, 'all is well again')
  })
})

describe('two processes of one verifier', () => {
  it('end what the other has begun, with the version that it began with', async () => {
    const second = await world.beside({ formPublicationsEvery: seconds(3600) })
    const secondUrl = second.url
    const standing = (await registered('blue-badge-renewal', secondUrl))?.title.en
    await layGood([titled(13, 'Only in the first')])
    await stands('Only in the first')
    expect((await registered('blue-badge-renewal', secondUrl))?.title.en).toBe(standing)
    const started = await form().start()
    const seen = await fetchRequest({ request_uri: started.request_uri.replace(world.verifierUrl, secondUrl) })
    expect(titleIn(seen)).toBe('Only in the first')
    const begun = await form(secondUrl).start()
    expect(titleIn(await fetchRequest(begun))).toBe(standing)
    await second.close()
  })
})
