import { describe, expect, it } from 'vitest'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { createPrefillEndpoint, type ElementAnswer, type ElementRequest, type OnResult } from '@counterfoil/form-server/prefill-endpoint'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { newVisit, type PrefillVisit } from '@counterfoil/form-server/prefill-visit'
import { person, StubVerifier } from '../council-website/stub-verifier.ts'

const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

function endpoint(): { readonly verifier: StubVerifier; readonly ask: (visit: PrefillVisit, asked: Partial<ElementRequest>, onResult?: OnResult) => Promise<ElementAnswer> } {
  const verifier = new StubVerifier({ apiKey: () => 'key-of-aldermoor', returnOrigin: 'http://localhost:4770' })
  const formServer = createFormServer({ verifierUrl: 'http://localhost:5620/aldermoor', apiKey: 'key-of-aldermoor', fetch: verifier.fetch })
  const answer = createPrefillEndpoint({ formServer, returnUrlOf: (form) => (form === 'blue-badge-renewal' ? 'http://localhost:4770/aldermoor/blue-badge-renewal' : null), qrOf: () => ({ size: 9, path: 'M4 4h1v1h-1z' }) })
  return { verifier, ask: (visit, asked, onResult) => answer(visit, { method: 'POST', path: '', headers: own, body: null, ...asked }, onResult) }
}

const begin = async (ask: ReturnType<typeof endpoint>['ask'], visit: PrefillVisit, flow = 'cross_device'): Promise<string> =>
  ((await ask(visit, { body: { form: 'blue-badge-renewal', flow } })).body as { id: string }).id

describe('a form’s server answers the element on its page', () => {
  it('with what to show, and with no key and no transaction', async () => {
    const { ask } = endpoint()
    const { status, body } = await ask(newVisit(), { body: { form: 'blue-badge-renewal', flow: 'cross_device', locale: 'cy' } })
    expect(status).toBe(201)
    expect(body).toMatchObject({ code: 'AK7P-4MWX', qr: { size: 9 }, wallet_link: expect.stringMatching(/^http/), openid4vp_link: expect.stringMatching(/^openid4vp:/) })
    expect(JSON.stringify(body)).not.toMatch(/transaction|privateKey/)
  })

  it('with the result, once, to the session that began (EMB-06)', async () => {
    const { ask, verifier } = endpoint()
    const [visit, stranger] = [newVisit(), newVisit()]
    const id = await begin(ask, visit)
    verifier.state = { status: 'answered' }
    for (const path of [`/${id}`, `/${id}/result`]) expect((await ask(stranger, { method: path.endsWith('result') ? 'POST' : 'GET', path })).status).toBe(404)
    expect(await ask(visit, { path: `/${id}/result`, body: { number: '471' } })).toMatchObject({ status: 200, body: { fields: person } })
    expect((await ask(visit, { path: `/${id}/result`, body: { number: '471' } })).status).toBe(404)
  })

  it('with the result that came back into another tab, by its response code', async () => {
    const { ask, verifier } = endpoint()
    const visit = newVisit()
    await begin(ask, visit, 'same_device')
    verifier.state = { status: 'answered' }
    expect((await ask(visit, { path: '/current/result', body: { form: 'blue-badge-renewal', response_code: 'wrong' } })).status).toBe(400)
    expect((await ask(visit, { path: '/current/result', body: { form: 'another-form', response_code: 'right-code' } })).status).toBe(404)
    expect((await ask(visit, { path: '/current/result', body: { form: 'blue-badge-renewal', response_code: 'right-code' } })).status).toBe(200)
  })

  it.each<[string, Partial<ElementRequest>, number]>([
    ['another site’s page (EMB-01)', { headers: { ...own, 'sec-fetch-site': 'cross-site' }, body: { form: 'blue-badge-renewal', flow: 'cross_device' } }, 403],
    ['a form that a page posts', { headers: { ...own, 'content-type': 'text/plain' }, body: { form: 'blue-badge-renewal', flow: 'cross_device' } }, 403],
    ['nothing', {}, 404],
    ['no object', { body: 'blue-badge-renewal' }, 404],
    ['a form of nobody', { body: { form: '__proto__', flow: 'cross_device' } }, 404],
    ['no known flow', { body: { form: 'blue-badge-renewal', flow: 'by_post' } }, 400],
    ['an address that isn’t there', { method: 'DELETE' }, 404],
  ])('with a refusal to %s, and asks the verifier nothing', async (_, asked, status) => {
    const { ask, verifier } = endpoint()
    expect((await ask(newVisit(), asked)).status).toBe(status)
    expect(verifier.asked).toEqual([])
  })

  it.each([{ number: '4' }, { number: 'ab' }, { response_code: '<b>' }, { response_code: 'x'.repeat(129) }])('with a refusal to %j as a proof, which costs no try', async (proof) => {
    const { ask, verifier } = endpoint()
    const visit = newVisit()
    const id = await begin(ask, visit)
    verifier.state = { status: 'answered' }
    expect(await ask(visit, { path: `/${id}/result`, body: proof })).toMatchObject({ status: 400, body: { refusal: 'invalid_request' } })
    expect(verifier.asked).toHaveLength(1)
  })

  it('and its own server with the whole result, once', async () => {
    const { ask, verifier } = endpoint()
    const visit = newVisit()
    const heard: PrefillResult[] = []
    const id = await begin(ask, visit)
    verifier.state = { status: 'answered' }
    for (let count = 0; count < 2; count += 1) await ask(visit, { path: `/${id}/result`, body: { number: '471' } }, (result) => heard.push(result))
    expect(heard).toEqual([expect.objectContaining({ form: 'blue-badge-renewal', receipt: visit.receipts.get('blue-badge-renewal') })])
  })

  it('with 503 where the verifier is away, so that the form is filled in by hand (EMB-13)', async () => {
    const { ask, verifier } = endpoint()
    verifier.reachable = false
    expect((await ask(newVisit(), { body: { form: 'blue-badge-renewal', flow: 'cross_device' } })).status).toBe(503)
  })

  it('for a session of so many requests at most', async () => {
    const { ask } = endpoint()
    const visit = newVisit()
    const first = await begin(ask, visit)
    for (let count = 0; count < 25; count += 1) await begin(ask, visit)
    expect(visit.presentations.size).toBe(20)
    expect((await ask(visit, { method: 'GET', path: `/${first}` })).status).toBe(404)
  })
})
