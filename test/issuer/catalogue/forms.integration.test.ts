import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importP256 } from '@counterfoil/service-kit/crypto/es256'
import { readPublication, type ReadPublication } from '@counterfoil/service-kit/form-profile/read-publication'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { AccreditationQuestion } from '@counterfoil/shared/trust/trust'
import { findType } from '../../support/form-profiles.ts'
import { issuerUrl, openScene, staffOf, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'
import { approveWaiting, editorAt, fieldsOf, revisionOf } from './edited-drafts.ts'

let scene: Scene
let editor: Desk
let approver: Desk
let answer: boolean | 'nobody answers' = true
const trust = {
  accreditations: async (asked: readonly unknown[]): Promise<readonly Fact<boolean>[]> => {
    const value = answer
    if (value === 'nobody answers') throw new Error('no node answers')
    return asked.map(() => ({ value, observedAt: epochSeconds(scene.clock.now()) }))
  },
  accreditedUntil: async (asked: readonly AccreditationQuestion[]): Promise<readonly Fact<number | null>[]> => {
    if (answer === 'nobody answers') throw new Error('no node answers')
    return asked.map(({ kind, scope, did }) => ({ value: kind === 'request' && scope === `${issuerUrl}/types/residency/1` && did === scene.authority('aldermoor').did ? scene.clock.now() + 20 * 86_400 : null, observedAt: epochSeconds(scene.clock.now()) }))
  },
}

beforeAll(async () => {
  scene = await openScene({ outside: { trust: trust as never, fetchOutside: () => Promise.reject(new Error('nobody asks')) } })
  editor = await openDesk(scene, 'aldermoor:catalogue-editor', { steppedUp: true })
  approver = await openDesk(scene, 'aldermoor:approver')
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const save: ReturnType<typeof editorAt>['save'] = (...given) => editorAt(editor).save(...given)

async function open(form: string, fields: Readonly<Record<string, string>> = {}, desk = editor): Promise<string> {
  const opened = await desk.post(`/staff/catalogue/forms/${form}/drafts`, fields)
  expect(opened.statusCode).toBe(303)
  return String(opened.headers['location'])
}

async function make(id: string, type = 'library-card'): Promise<string> {
  const made = await editor.post('/staff/catalogue/new-form', { id, type })
  expect(made.statusCode).toBe(303)
  return String(made.headers['location'])
}

/** All that a form has to say, and two claims. */
async function fill(draft: string): Promise<void> {
  await save(draft, 'words', Object.fromEntries(['title', 'purpose', 'lawfulBasis', 'retention'].flatMap((name) => [[`${name}.en`, `${name} in words`], [`${name}.cy`, `${name} mewn geiriau`]])))
  await save(draft, 'people', { contact: 'forms@{authority}.example' })
  await save(draft, 'device', { 'reason.en': 'People borrow at a desk', 'reason.cy': 'Mae pobl yn benthyg wrth ddesg' })
  await save(draft, 'claims', { 'need.card_number': 'required', 'need.home_library': 'if_held' })
  await save(draft, 'claim.home_library', { 'why.en': 'To send it there', 'why.cy': 'I’w anfon yno' })
  await save(draft, 'claim.card_number', { 'why.en': 'To find your account', 'why.cy': 'I ddod o hyd i’ch cyfrif' })
}

async function askAndApprove(draft: string): Promise<string> {
  expect((await editorAt(editor).ask(draft)).statusCode).toBe(303)
  return approveWaiting(scene, approver)
}

const publication = (authority = 'aldermoor', headers = {}) => scene.inject({ method: 'GET', url: `/${authority}/form-profiles`, headers })
/** What a verifier takes of it: by the reader that it has. */
async function told(authority = 'aldermoor'): Promise<ReadPublication> {
  const { did } = scene.authority(authority)
  return readPublication((await publication(authority)).body, { did, now: epochSeconds(scene.clock.now()), find: findType, keyOf: async (kid) => importP256(scene.keyOf(kid).jwk) })
}

describe('an editor of forms', () => {
  it('sees the forms of the council, and opens one draft of one, however often it is pressed', async () => {
    const list = (await editor.get('/staff/catalogue/forms')).body
    for (const form of ['blue-badge-renewal', 'resident-parking-permit']) expect(list).toContain(`/staff/catalogue/forms/${form}`)
    expect(await open('school-travel')).toBe(await open('school-travel'))
  })

  it('makes a form: what is missing is told beside its field, and the claims are those of the credential', async () => {
    const draft = await make('library-loan')
    const begun = (await editor.get(draft)).body
    expect(begun).toContain(`href="${draft}/edit/words#title.en"`)
    expect(begun).not.toContain('id="ask-approval"')
    await fill(draft)
    const whole = (await editor.get(draft)).body
    expect(whole).toContain('id="becomes"')
    expect(whole).toContain('It would be published as version 1.')
    await editor.post(`${draft}/discard`)
  })

  it('is told by the linter of a claim that fills no field, beside that field, and can’t ask', async () => {
    const draft = await make('library-fine')
    await fill(draft)
    const saved = await save(draft, 'claim.card_number', { fields: '' })
    expect(saved.headers['location']).toBe(`${draft}/edit/claim.card_number`)
    expect((await editor.get(`${draft}/edit/claim.card_number`)).body).toMatch(/id="fields-error"[^>]*>[\s\S]*fills no field: ask only for what the form uses/)
    expect((await editorAt(editor).ask(draft)).statusCode).toBe(409)
    await editor.post(`${draft}/discard`)
  })

  it('sees the wallet’s own words in both languages, and what the council will not see', async () => {
    const page = (await editor.get('/staff/catalogue/forms/resident-parking-permit')).body
    expect(page).toContain('Share these facts with ')
    expect(page).toContain('Rhannu’r ffeithiau hyn gyda ')
    expect(page).toMatch(/What they will not see<\/h4><ul[^>]*data-claims="unseen"><li>Date of birth/)
    expect(page).toContain('data-protection@aldermoor.example')
  })

  it.each([
    ['accredited', true, 'Your council is accredited to ask for everything', 'pnpm authority'],
    ['not accredited', false, `pnpm authority -- accredit aldermoor --to request --type ${issuerUrl}/types/residency/1`, 'is accredited to ask for everything'],
    ['where nobody can tell', 'nobody answers', 'can’t be told now', 'pnpm authority'],
  ] as const)('is told whether the council may ask for it: %s', async (_, value, says, saysNot) => {
    answer = value
    const page = (await editor.get('/staff/catalogue/forms/resident-parking-permit')).body
    answer = true
    expect(page).toContain(says)
    expect(page).not.toContain(saysNot)
  })

  it('has an operator who is told on the overview which forms lose their accreditation soon, and how it is renewed', async () => {
    const operator = await openDesk(scene, 'aldermoor:operator')
    const page = (await operator.get('/staff/overview')).body
    expect(page).toMatch(/ends soon. These forms need it: [^<]*<br>Ends on \d+ \w+ \d{4}\./)
    expect(page).toContain(`<code class="cf-exact">pnpm authority -- accredit aldermoor --to request --type ${issuerUrl}/types/residency/1 --until `)
    expect((await (await openDesk(scene, 'brackenfield:operator')).get('/staff/overview')).body).not.toContain('ends soon')
    answer = 'nobody answers'
    const away = (await operator.get('/staff/overview')).body
    answer = true
    expect(away).toContain('accreditations end can’t be told now')
    expect(away).not.toContain('ends soon')
  })

  it('is told that another window was quicker; nothing of either is lost', async () => {
    const draft = await open('school-travel')
    const other = await openDesk(scene, 'aldermoor:catalogue-editor,caseworker')
    const [one, late] = [await editor.get(`${draft}/edit/words`), await other.get(`${draft}/edit/words`)]
    expect((await editor.post(`${draft}/edit/words`, { revision: revisionOf(one.body), ...fieldsOf(one.body), 'title.en': 'Travel to school' })).statusCode).toBe(303)
    const refused = await other.post(`${draft}/edit/words`, { revision: revisionOf(late.body), ...fieldsOf(late.body), 'title.en': 'Going to school' })
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain('value="Going to school"')
    expect((await editor.get(`${draft}/edit/words`)).body).toContain('value="Travel to school"')
  })

  it('ADM-19 sees markup in every text as text, on every page', async () => {
    const draft = await open('blue-badge-renewal')
    const markup = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await save(draft, 'words', { 'title.en': `${markup}a`, 'title.cy': `${markup}b`, 'purpose.en': `${markup}c`, 'retention.cy': `${markup}d` })
    await save(draft, 'people', { contact: `${markup}e` })
    await save(draft, 'device', { 'reason.en': `${markup}f` })
    for (const page of ['', '/edit/words', '/edit/people', '/edit/device', '/edit/claims', '/edit/json']) {
      const { body, statusCode } = await editor.get(`${draft}${page}`)
      expect([page, statusCode]).toEqual([page, 200])
      expect(body).not.toContain('<script>alert')
      expect(body).not.toContain('<img src=x')
    }
    expect((await approver.get(draft.replace('/form-drafts/', '/form-review/'))).body).not.toContain('<script>alert')
    expect((await editor.get('/staff/catalogue/forms')).body).not.toContain('<script>alert')
    await editor.post(`${draft}/discard`)
  })

  it('finds no draft and no form of another council, whatever is asked of it (ADM-12)', async () => {
    const draft = await make('only-of-aldermoor')
    const other = await openDesk(scene, 'brackenfield:catalogue-editor,approver', { steppedUp: true })
    for (const page of ['', '/edit/words']) expect([page, (await other.get(`${draft}${page}`)).statusCode]).toEqual([page, 404])
    expect((await other.get(draft.replace('/form-drafts/', '/form-review/'))).statusCode).toBe(404)
    for (const [path, fields] of [['/edit/words', { revision: '1' }], ['/ask', { revision: '1' }], ['/discard', {}]] as const) expect([path, (await other.post(`${draft}${path}`, fields)).statusCode]).toEqual([path, 404])
    // A draft of a form is none of a type.
    expect((await editor.get(draft.replace('/form-drafts/', '/drafts/'))).statusCode).toBe(404)
    expect((await other.get('/staff/catalogue/forms')).body).not.toContain('only-of-aldermoor')
    await editor.post(`${draft}/discard`)
  })

  it.each([
    ['/staff/catalogue/form-drafts/1', 404],
    ['/staff/catalogue/form-drafts/__proto__', 404],
    ['/staff/catalogue/forms/__proto__', 404],
    ['/staff/catalogue/forms/constructor', 404],
    ['/staff/catalogue/forms/school-travel/versions/0', 404],
    ['/staff/catalogue/forms/school-travel/versions/1e0', 404],
    ['/staff/catalogue/forms/school-travel/versions/toString', 404],
  ])('gets %s as nothing that is there', async (path, status) => {
    expect((await editor.get(path)).statusCode).toBe(status)
  })

  it.each([
    ['a section that isn’t there', '/edit/claim.shoe_size', { revision: '1' }, 404],
    ['a section that reaches a prototype', '/edit/__proto__', { revision: '1' }, 404],
    ['no revision', '/edit/words', {}, 400],
    ['a revision that is no number', '/edit/words', { revision: '1e3' }, 400],
  ])('is refused for %s', async (_, path, fields, status) => {
    expect((await editor.post(`${await open('leisure-concession')}${path}`, fields as Record<string, string>)).statusCode).toBe(status)
  })

  it.each([
    ['an id with a space', 'my form', 'residency', 'Enter an id'],
    ['an id that climbs', '../x', 'residency', 'Enter an id'],
    ['an id of a prototype', '__proto__', 'residency', 'Enter an id'],
    ['an id that is longer than 64', 'a'.repeat(65), 'residency', 'Enter an id'],
    ['markup', '<script>', 'residency', 'Enter an id'],
    ['an id that is taken', 'school-travel', 'residency', 'has a form with this id'],
    ['no credential', 'new-one', '', 'Choose which credential'],
    ['a credential that reaches a prototype', 'new-one', '__proto__', 'Choose which credential'],
  ])('makes no form of %s', async (_, id, type, says) => {
    const made = await editor.post('/staff/catalogue/new-form', { id, type })
    expect(made.statusCode).toBe(400)
    expect(made.body).toContain(says)
    expect(made.body).not.toContain('<script>')
  })

  it.each([
    ['is no JSON', '{'],
    ['is no object', '[]'],
    ['names a member twice', '{"id":"leisure-concession","id":"x"}'],
    ['reaches a prototype', '{"id":"leisure-concession","__proto__":{"polluted":true}}'],
    ['is another form’s', '{"id":"school-travel"}'],
    ['is nested without end', `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`],
  ])('keeps a text that %s, says what is wrong, and asks nobody', async (_, text) => {
    const draft = await open('leisure-concession')
    expect((await editorAt(editor).saveText(draft, () => text)).statusCode).toBe(303)
    const page = (await editor.get(draft)).body
    expect(page).toContain('govuk-error-summary')
    expect((await editorAt(editor).ask(draft)).statusCode).toBe(409)
    expect((Object.prototype as { polluted?: true }).polluted).toBeUndefined()
    await editor.post(`${draft}/discard`)
  })
})

describe('publishing a form', () => {
  it('needs somebody else, who is shown exactly what changes; then verifiers are told, signed and with a tag', async () => {
    const before = await publication()
    expect([before.statusCode, before.headers['content-type'], await told()]).toMatchObject([200, 'application/form-profiles+jwt', { profiles: [], withdrawn: [] }])
    const draft = await open('resident-parking-permit')
    await save(draft, 'words', { 'title.en': 'Ask for a parking permit' })
    expect(await askAndApprove(draft)).toMatch(/title\.en[\s\S]*Apply for a resident parking permit[\s\S]*Ask for a parking permit/)
    const { iss, profiles } = await told()
    expect([iss, profiles.map(({ id, version, profile }) => [id, version, profile.version, profile.title.en])]).toEqual([scene.authority('aldermoor').did, [['resident-parking-permit', 2, 2, 'Ask for a parking permit']]])
    const after = await publication()
    expect(after.headers['etag']).not.toBe(before.headers['etag'])
    expect((await publication('aldermoor', { 'if-none-match': String(after.headers['etag']) })).statusCode).toBe(304)
    expect((await told('brackenfield')).profiles).toEqual([])
    expect(await scene.rows("SELECT event, object FROM audit_entries WHERE event LIKE 'form.%'")).toEqual([{ event: 'form.published', object: 'resident-parking-permit/2.1' }])
  })

  it('keeps every version to be read, and an earlier one can be published again', async () => {
    const page = (await editor.get('/staff/catalogue/forms/resident-parking-permit')).body
    expect(page).toContain('staff-of-aldermoor:catalogue-editor')
    expect(page).toContain('staff-of-aldermoor:approver')
    expect((await editor.get('/staff/catalogue/forms/resident-parking-permit/versions/2')).body).toContain('Ask for a parking permit')
    expect((await editor.get('/staff/catalogue/forms/resident-parking-permit/versions/1')).body).toContain('Apply for a resident parking permit')
    await askAndApprove(await open('resident-parking-permit', { again: '1' }))
    expect((await told()).profiles.map(({ version, profile }) => [version, profile.title.en])).toEqual([[3, 'Apply for a resident parking permit']])
  })

  it('doesn’t happen to what was changed after somebody asked', async () => {
    const draft = await open('resident-parking-permit')
    await save(draft, 'words', { 'title.en': 'One title' })
    await editorAt(editor).ask(draft)
    const [waiting] = (await scene.issuer.approvals.queue(staffOf('aldermoor:approver'))).toDecide
    const { approval } = waiting ?? expect.fail('nothing waits')
    await save(draft, 'words', { 'title.en': 'Another title' })
    const decided = await scene.issuer.approvals.decide(staffOf('aldermoor:approver'), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.contentHash })
    expect(decided.outcome).toBe('changed')
    await scene.issuer.publish()
    expect((await told()).profiles.map(({ version }) => version)).toEqual([3])
    await editor.post(`${draft}/discard`)
    await scene.issuer.approvals.withdraw(staffOf('aldermoor:catalogue-editor'), approval.id)
  })

  it('waits no longer once it was changed, even where it was changed back: it can be asked for again, and the standing request is found', async () => {
    const draft = await open('resident-parking-permit')
    await save(draft, 'words', { 'title.en': 'One title' })
    await editorAt(editor).ask(draft)
    await save(draft, 'words', { 'title.en': 'Another title' })
    await save(draft, 'words', { 'title.en': 'One title' })
    const page = (await editor.get(draft)).body
    expect(page).toContain('id="ask-approval"')
    expect(page).toContain('It was changed since you asked')
    expect(await approveWaiting(scene, approver)).toContain('One title')
    expect((await told()).profiles.map(({ version }) => version)).not.toContain(4)
    await editorAt(editor).ask(draft)
    await scene.issuer.publish()
    expect((await told()).profiles.map(({ version, profile }) => [version, profile.title.en])).toContainEqual([4, 'One title'])
  })

  it('is let go by nobody who worked on it', async () => {
    const draft = await open('resident-parking-permit')
    const both = await openDesk(scene, 'aldermoor:catalogue-editor,approver')
    await editorAt(both).save(draft, 'words', { 'title.en': 'A title of both' })
    await editorAt(editor).ask(draft)
    const { own } = await scene.issuer.approvals.queue(staffOf('aldermoor:catalogue-editor,approver'))
    const { approval } = own.at(-1) ?? expect.fail('nothing of theirs waits')
    expect((await scene.issuer.approvals.decide(staffOf('aldermoor:catalogue-editor,approver'), approval.id, { decision: 'approve', reason: 'checked', contentHash: approval.contentHash })).outcome).toBe('own')
    await editor.post(`${draft}/discard`)
    await scene.issuer.approvals.withdraw(staffOf('aldermoor:catalogue-editor'), approval.id)
  })

  it('needs no accreditation, which verifiers judge by themselves; the page says that it isn’t live', async () => {
    answer = false
    const draft = await make('library-loan')
    await fill(draft)
    await askAndApprove(draft)
    expect((await editor.get('/staff/catalogue/forms/library-loan')).body).toContain('data-state="unaccredited"')
    expect((await editor.get('/staff/catalogue/forms')).body).toContain('Not live until accredited')
    answer = true
    expect((await told()).profiles.map(({ id, version }) => [id, version])).toContainEqual(['library-loan', 1])
  })

  it('is taken back by a withdrawal, which waits for somebody else, too, and undone by another version', async () => {
    const withdrawal = String((await editor.post('/staff/catalogue/forms/library-loan/withdrawal')).headers['location'])
    expect((await editor.get(withdrawal)).body).toContain('It would be withdrawn.')
    expect((await editor.post(`${withdrawal}/edit/words`, { revision: '1' })).statusCode).toBe(404)
    expect((await told()).withdrawn).toEqual([])
    await askAndApprove(withdrawal)
    const after = await told()
    expect([after.profiles.map(({ id }) => id), after.withdrawn]).toEqual([['resident-parking-permit'], ['library-loan']])
    expect((await editor.post('/staff/catalogue/forms/library-loan/withdrawal')).statusCode).toBe(409)
    await askAndApprove(await open('library-loan'))
    expect((await told()).profiles.map(({ id, version }) => [id, version])).toContainEqual(['library-loan', 2])
    expect((await scene.rows("SELECT event, object FROM audit_entries WHERE object LIKE 'library-loan/%'"))).toEqual([
      { event: 'form.published', object: 'library-loan/1.1' },
      { event: 'form.withdrawn', object: 'library-loan/1.2' },
      { event: 'form.published', object: 'library-loan/2.1' },
    ])
  })

  it('is the concern of its own council: another one has the form as it came', async () => {
    const other = await openDesk(scene, 'brackenfield:catalogue-editor')
    expect((await other.get('/staff/catalogue/forms/resident-parking-permit')).body).toContain('Version 1, as delivered')
    expect((await other.get('/staff/catalogue/forms/library-loan')).statusCode).toBe(404)
  })
})
