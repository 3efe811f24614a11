import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'
import { approveWaiting, editorAt, fieldsOf, revisionOf } from './edited-drafts.ts'

let scene: Scene
let editor: Desk
let approver: Desk
let isAccredited = false
const answer = (): Fact<boolean> => ({ value: isAccredited, observedAt: epochSeconds(scene.clock.now()) })
const trust = { accreditations: async (asked: readonly unknown[]) => asked.map(answer) }

beforeAll(async () => {
  scene = await openScene({ settings: { catalogueKeeper: 'aldermoor' }, outside: { trust: trust as never, fetchOutside: () => Promise.reject(new Error('nobody asks')) } })
  editor = await openDesk(scene, 'aldermoor:catalogue-editor', { steppedUp: true })
  approver = await openDesk(scene, 'aldermoor:approver')
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

async function openDraft(type: string, desk = editor, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const opened = await desk.post(`/staff/catalogue/types/${type}/drafts`, fields)
  expect(opened.statusCode).toBe(303)
  return String(opened.headers['location'])
}

const save: ReturnType<typeof editorAt>['save'] = (...given) => editorAt(editor).save(...given)
const saveText: ReturnType<typeof editorAt>['saveText'] = (...given) => editorAt(editor).saveText(...given)

async function askAndApprove(draft: string): Promise<void> {
  expect((await editorAt(editor).ask(draft)).statusCode).toBe(303)
  await approveWaiting(scene, approver)
}

const metadata = async () => (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json<{ credential_configurations_supported: Record<string, { vct: string; credential_metadata: { display: { name: string }[] } }> }>().credential_configurations_supported

async function collect(accessToken: string) {
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
  return scene.credentialWith(accessToken, credentialBody(proof))
}

describe('an editor of the catalogue', () => {
  it('sees every type, and opens one draft of one, however often it is pressed', async () => {
    const list = await editor.get('/staff/catalogue')
    for (const type of ['residency', 'blue-badge', 'carer']) expect(list.body).toContain(`/staff/catalogue/types/${type}`)
    expect(await openDraft('carer')).toBe(await openDraft('carer'))
  })

  it('is told beside the field and above the page what the linters say, and what was typed is kept', async () => {
    const draft = await openDraft('carer')
    const saved = await save(draft, 'words', { 'name.cy': '' })
    expect(saved.headers['location']).toBe(`${draft}/edit/words`)
    const page = (await editor.get(`${draft}/edit/words`)).body
    expect(page).toContain('<a href="#name.cy">')
    expect(page).toMatch(/id="name\.cy-error"[^>]*>[\s\S]*name lacks its English or Welsh/)
    const whole = (await editor.get(draft)).body
    expect(whole).toContain(`href="${draft}/edit/words#name.cy"`)
    expect(whole).not.toContain('id="ask-approval"')
    expect((await editor.post(`${draft}/ask`, { revision: revisionOf(page) })).statusCode).toBe(409)
    expect((await save(draft, 'words', { 'name.cy': 'Gofalwr' })).headers['location']).toBe(draft)
  })

  it('is told that another window was quicker; nothing of either is lost, and pressing twice keeps it once', async () => {
    const draft = await openDraft('carer')
    const [one, other] = [await editor.get(`${draft}/edit/words`), await editor.get(`${draft}/edit/words`)]
    const first = { revision: revisionOf(one.body), ...fieldsOf(one.body), 'name.en': 'Unpaid carer' }
    for (const press of [1, 2]) expect([press, (await editor.post(`${draft}/edit/words`, first)).statusCode]).toEqual([press, 303])
    const late = await editor.post(`${draft}/edit/words`, { revision: revisionOf(other.body), ...fieldsOf(other.body), 'name.en': 'Young carer' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('value="Young carer"')
    expect((await editor.get(`${draft}/edit/words`)).body).toContain('value="Unpaid carer"')
    const again = await editor.post(`${draft}/edit/words`, { revision: revisionOf(late.body), ...fieldsOf(late.body) })
    expect(again.statusCode).toBe(303)
    expect((await editor.get(`${draft}/edit/words`)).body).toContain('value="Young carer"')
  })

  it('ADM-19 sees markup in every text as text, on every page', async () => {
    const draft = await openDraft('library-card')
    const markup = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await save(draft, 'words', { 'name.en': `${markup}a`, 'name.cy': `${markup}b`, 'description.en': `${markup}c`, 'description.cy': `${markup}d` })
    await save(draft, 'card', { 'alt.en': `${markup}e`, 'alt.cy': `${markup}f` })
    await save(draft, 'claim.given_name', { 'label.en': `${markup}g`, 'label.cy': `${markup}h`, disclosable: 'yes' })
    for (const page of ['', '/edit/words', '/edit/card', '/edit/claim.given_name', '/edit/json']) {
      const { body, statusCode } = await editor.get(`${draft}${page}`)
      expect([page, statusCode]).toEqual([page, 200])
      expect(body).not.toContain('<script>alert')
      expect(body).not.toContain('<img src=x')
    }
    expect((await approver.get(draft.replace('/drafts/', '/review/'))).body).not.toContain('<script>alert')
  })

  it('ADM-20 has no picture shown that is more than shapes', async () => {
    const draft = await openDraft('travel-pass')
    const shown = await editor.get(`${draft}/card.svg`)
    expect([shown.statusCode, shown.headers['content-type'], String(shown.headers['content-security-policy'])]).toEqual([200, 'image/svg+xml', expect.stringContaining("default-src 'none'")])
    const saved = await save(draft, 'card', { picture: 'own', art: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><script>alert(1)</script></svg>' })
    expect(saved.headers['location']).toBe(`${draft}/edit/card`)
    expect((await editor.get(`${draft}/card.svg`)).statusCode).toBe(404)
    expect((await editor.get(`${draft}/card.css`)).statusCode).toBe(404)
    expect((await save(draft, 'card', { picture: 'residency' })).headers['location']).toBe(draft)
    expect((await editor.get(`${draft}/card.svg`)).body).toBe((await scene.inject({ method: 'GET', url: '/types/residency/1/card.svg' })).body)
  })

  it('finds no draft of another council, whatever is asked of it (ADM-12)', async () => {
    const draft = await openDraft('carer')
    const other = await openDesk(scene, 'brackenfield:catalogue-editor,approver', { steppedUp: true })
    for (const page of ['', '/edit/words', '/card.svg', '/card.css']) expect([page, (await other.get(`${draft}${page}`)).statusCode]).toEqual([page, 404])
    expect((await other.get(draft.replace('/drafts/', '/review/'))).statusCode).toBe(404)
    for (const [path, fields] of [['/edit/words', { revision: '1' }], ['/ask', { revision: '1' }], ['/discard', {}]] as const) expect([path, (await other.post(`${draft}${path}`, fields)).statusCode]).toEqual([path, 404])
    expect((await editor.get(draft)).statusCode).toBe(200)
    expect((await other.get('/staff/catalogue')).body).toContain('Another council publishes')
    const own = await openDraft('carer', other)
    expect((await other.get(own)).body).not.toContain('id="ask-approval"')
  })

  it.each([
    ['/staff/catalogue/drafts/1', 404],
    ['/staff/catalogue/drafts/__proto__', 404],
    ['/staff/catalogue/types/__proto__', 404],
    ['/staff/catalogue/types/constructor/card.svg', 404],
    ['/staff/catalogue/types/nothing', 404],
  ])('gets %s as nothing that is there', async (path, status) => {
    expect((await editor.get(path)).statusCode).toBe(status)
  })

  it.each([
    ['a section that isn’t there', '/edit/claim.shoe_size', { revision: '1' }, 404],
    ['a section that reaches a prototype', '/edit/__proto__', { revision: '1' }, 404],
    ['no revision', '/edit/words', {}, 400],
    ['a revision that is no number', '/edit/words', { revision: '1e3' }, 400],
  ])('is refused for %s', async (_, path, fields, status) => {
    expect((await editor.post(`${await openDraft('carer')}${path}`, fields as Record<string, string>)).statusCode).toBe(status)
  })
})

describe('publishing', () => {
  it('has wallets told new words at once, by issuer and everybody, and keeps what lies at the vct', async () => {
    const before = (await scene.inject({ method: 'GET', url: '/types/residency/1' })).body
    const draft = await openDraft('residency')
    await save(draft, 'words', { 'name.en': 'Where you live' })
    expect((await editor.get(draft)).body).toContain('Version 1, edition 1')
    await askAndApprove(draft)
    expect((await metadata())['residency-sd-jwt']?.credential_metadata.display[0]?.name).toBe('Where you live')
    expect((await scene.inject({ method: 'GET', url: '/types/residency/1' })).body).toBe(before)
    const page = (await editor.get('/staff/catalogue/types/residency')).body
    expect(page).toContain('staff-of-aldermoor:catalogue-editor')
    expect(page).toContain('staff-of-aldermoor:approver')
    expect((await collect((await scene.redeemed()).accessToken)).statusCode).toBe(200)
  })

  it('has a new version of claims wait for the network, and then refuses what an old offer holds that doesn’t fit it', async () => {
    const offered = await scene.redeemed()
    const draft = await openDraft('residency')
    await saveText(draft, (text) => text.replace('"maxLength": 100', '"maxLength": 3'))
    await askAndApprove(draft)
    expect((await metadata())['residency-sd-jwt']?.vct).toBe(`${issuerUrl}/types/residency/1`)
    expect((await scene.inject({ method: 'GET', url: '/types/residency/2' })).statusCode).toBe(200)
    const told = (await editor.get('/staff/catalogue/types/residency')).body
    expect(told).toContain(`pnpm authority -- accredit brackenfield --to issue --type ${issuerUrl}/types/residency/2`)
    isAccredited = true
    await scene.issuer.publish()
    expect((await metadata())['residency-sd-jwt']?.vct).toBe(`${issuerUrl}/types/residency/2`)
    const refused = await collect(offered.accessToken)
    expect([refused.statusCode, refused.json()]).toEqual([400, expect.objectContaining({ error: 'credential_request_denied' })])
  })

  it('is taken back by publishing an earlier edition again', async () => {
    const draft = await openDraft('residency', editor, { again: '1.1' })
    await askAndApprove(draft)
    expect((await metadata())['residency-sd-jwt']?.vct).toBe(`${issuerUrl}/types/residency/1`)
    expect((await collect((await scene.redeemed()).accessToken)).statusCode).toBe(200)
  })

  it('is not let go by anybody who worked on it, whoever asks', async () => {
    const draft = await openDraft('carer')
    const both = await openDesk(scene, 'aldermoor:catalogue-editor,approver')
    const page = await both.get(`${draft}/edit/words`)
    await both.post(`${draft}/edit/words`, { revision: revisionOf(page.body), ...fieldsOf(page.body), 'name.en': 'Who cares' })
    await save(draft, 'words', { 'name.en': 'Who looks after somebody' })
    await editor.post(`${draft}/ask`, { revision: revisionOf((await editor.get(draft)).body) })
    const { own } = await scene.issuer.approvals.queue(staffOf('aldermoor:catalogue-editor,approver'))
    const { approval } = own.at(-1) ?? expect.fail('nothing of theirs waits')
    const decided = await scene.issuer.approvals.decide(staffOf('aldermoor:catalogue-editor,approver'), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.contentHash })
    expect(decided.outcome).toBe('own')
    await editor.post(`${draft}/discard`)
    await scene.issuer.approvals.withdraw(staffOf('aldermoor:catalogue-editor'), approval.id)
  })

  it('takes nothing that was changed after somebody looked at it: neither decided nor published', async () => {
    const draft = await openDraft('residency')
    await save(draft, 'rules', { validityDays: '200', suspension: 'yes' })
    const page = await editor.get(draft)
    await editor.post(`${draft}/ask`, { revision: revisionOf(page.body) })
    const [waiting] = (await scene.issuer.approvals.queue(staffOf('aldermoor:approver'))).toDecide
    const { approval } = waiting ?? expect.fail('nothing waits')
    await save(draft, 'rules', { validityDays: '3660', suspension: 'yes' })
    const decided = await scene.issuer.approvals.decide(staffOf('aldermoor:approver'), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.contentHash })
    expect(decided.outcome).toBe('changed')
    expect((await editor.post(`${draft}/ask`, { revision: revisionOf(page.body) })).headers['location']).toBe(`${draft}?stale=yes`)
    await scene.issuer.publish()
    expect((await editor.get(draft)).statusCode).toBe(200)
  })
})
