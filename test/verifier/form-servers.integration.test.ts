import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerWell, fetchRequest, formServer } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
const formKey = { kty: 'EC', crv: 'P-256', x: key.x, y: key.y }
const wanted = { form: 'blue-badge-renewal', flow: 'cross_device', form_key: formKey }
const code = async (response: Response): Promise<unknown> => ((await response.json()) as { code?: string }).code

describe('a form server', () => {
  it('is known by the key of its authority alone', async () => {
    const rows: [key: string | null, status: number, expected: string][] = [
      [null, 401, 'token_missing'],
      ['Basic abc', 401, 'token_missing'],
      ['Bearer short', 401, 'token_missing'],
      ['Bearer a-key-of-nobody-at-all-0123456789', 401, 'token_invalid'],
      [`Bearer ${world.apiKey('calderwick')}`, 401, 'token_invalid'],
      [`Bearer ${world.apiKey('brackenfield')}`, 201, ''],
      [`bearer ${world.apiKey('brackenfield')}`, 201, ''],
    ]
    for (const [authorization, status, expected] of rows) {
      const headers = { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) }
      const response = await fetch(`${world.verifierUrl}/brackenfield/presentations`, { method: 'POST', headers, body: JSON.stringify(wanted) })
      expect(response.status, String(authorization)).toBe(status)
      if (status === 401) {
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
        expect(response.headers.get('content-type')).toContain('application/problem+json')
        expect(await code(response)).toBe(expected)
      }
    }
    expect((await formServer(world, 'nowhere', world.apiKey('brackenfield')).call('POST', '', wanted)).status).toBe(401)
  })

  it('gets nothing begun for an authority that is not accredited to ask', async () => {
    const response = await formServer(world, 'dunmere').call('POST', '', wanted)
    expect([response.status, await code(response)]).toEqual([403, 'form_not_accredited'])
  })

  it('never reaches the presentations of another authority, by any route (EMB-23)', async () => {
    const started = await formServer(world, 'brackenfield').start()
    await answerWell(world, await fetchRequest(started))
    const other = formServer(world, 'calderwick')
    for (const [method, path, body] of [['GET', '', undefined], ['POST', '/result', {}]] as const)
      expect((await other.call(method, `/${started.transaction_id}${path}`, body)).status).toBe(404)
    expect((await formServer(world, 'brackenfield').result(started)).status).toBe(200)
  })

  it('VPR-51: finds nothing by the name that the wallet knows', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const requestId = started.request_uri.split('/').at(-1) ?? ''
    expect(requestId).not.toBe(started.transaction_id)
    expect((await form.call('GET', `/${requestId}`)).status).toBe(404)
    expect((await fetch(started.request_uri.replace(requestId, started.transaction_id))).status).toBe(404)
  })

  it.each([
    ['an unknown form', { form: 'council-tax' }, 404, 'unknown_form'],
    ['a form of Object', { form: '__proto__' }, 404, 'unknown_form'],
    ['a number as form', { form: 1 }, 400, 'invalid_request'],
    ['an unknown flow', { flow: 'both' }, 400, 'invalid_request'],
    ['no key', { form_key: undefined }, 400, 'invalid_request'],
    ['a key of another curve', { form_key: { ...formKey, crv: 'P-384' } }, 400, 'invalid_request'],
    ['a private key', { form_key: { ...formKey, d: key.d } }, 400, 'invalid_request'],
    ['a key off the curve', { form_key: { ...formKey, y: formKey.x } }, 400, 'invalid_request'],
    ['a key of zeros', { form_key: { ...formKey, x: 'A'.repeat(43), y: 'A'.repeat(43) } }, 400, 'invalid_request'],
    ['a short coordinate', { form_key: { ...formKey, x: 'AA' } }, 400, 'invalid_request'],
    ['an unknown member', { query: {} }, 400, 'invalid_request'],
    ['an unknown language', { locale: 'fr' }, 400, 'invalid_request'],
    ['no return address for the same device', { flow: 'same_device' }, 400, 'return_url_not_allowed'],
  ])('is refused with %s', async (_what, change, status, expected) => {
    const response = await formServer(world, 'brackenfield').call('POST', '', { ...wanted, ...change })
    expect([response.status, await code(response)]).toEqual([status, expected])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example/brackenfield/blue-badge-renewal',
    '/brackenfield/blue-badge-renewal',
    'https://evil.example/brackenfield/blue-badge-renewal',
    `${returnOrigin}.evil.example/brackenfield/blue-badge-renewal`,
    `${returnOrigin}@evil.example/brackenfield/blue-badge-renewal`,
    `${returnOrigin}/calderwick/blue-badge-renewal`,
    `${returnOrigin}/brackenfield/resident-parking-permit`,
    `${returnOrigin}/brackenfield/blue-badge-renewal/`,
    `${returnOrigin}/brackenfield/blue-badge-renewal?next=//evil.example`,
    `${returnOrigin}/brackenfield/blue-badge-renewal#x`,
    `${returnOrigin}/calderwick/blue-badge-renewal?response_code=`,
    `${returnOrigin}/brackenfield/blue-badge-renewal?response_code=?response_code=`,
    `${returnOrigin}/calderwick/../brackenfield/blue-badge-renewal`,
    '',
  ])('VPR-54: can send the citizen nowhere but to its form, not to %j', async (address) => {
    for (const flow of ['same_device', 'cross_device']) {
      const response = await formServer(world, 'brackenfield').call('POST', '', { ...wanted, flow, return_url: address })
      expect([response.status, await code(response)]).toEqual([400, 'return_url_not_allowed'])
    }
  })

  it('is told what is wrong with bodies that are no JSON object', async () => {
    const headers = { authorization: `Bearer ${world.apiKey('brackenfield')}` }
    const address = `${world.verifierUrl}/brackenfield/presentations`
    for (const [body, type, status] of [
      ['{', 'application/json', 400],
      ['', 'application/json', 400],
      ['null', 'application/json', 400],
      ['[]', 'application/json', 400],
      ['"x"', 'application/json', 400],
      ['{"__proto__":{}}', 'application/json', 400],
      ['{"constructor":{"prototype":{}}}', 'application/json', 400],
      ['form=a', 'application/x-www-form-urlencoded', 400],
      ['x', 'text/plain', 415],
      [`{"form":"${'a'.repeat(70_000)}"}`, 'application/json', 413],
    ] as const) {
      const response = await fetch(address, { method: 'POST', headers: { ...headers, 'content-type': type }, body })
      expect(response.status, body.slice(0, 40)).toBe(status)
    }
  })
})

describe('the addresses', () => {
  it('answer other methods with 405 and what they take', async () => {
    const response = await fetch(`${world.verifierUrl}/brackenfield/requests/x`, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect((await fetch(`${world.verifierUrl}/nothing/here/at/all`)).status).toBe(404)
  })

  it('of wallets are open to every origin, those of form servers to none', async () => {
    const started = await formServer(world, 'brackenfield').start()
    const headers = { origin: 'http://wallet.example', 'access-control-request-method': 'POST' }
    const preflight = await fetch(started.request_uri.replace('requests', 'responses'), { method: 'OPTIONS', headers })
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    const closed = await fetch(`${world.verifierUrl}/brackenfield/presentations`, { method: 'POST', headers, body: '{}' })
    expect(closed.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('are described at /docs', async () => {
    const description = (await (await fetch(`${world.verifierUrl}/docs/json`)).json()) as { paths: Record<string, unknown> }
    expect(Object.keys(description.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/purpose-register.json',
      '/{authority}/codes/{code}',
      '/{authority}/digital-credentials',
      '/{authority}/digital-credentials/{transaction}',
      '/{authority}/erasures',
      '/{authority}/hosted-pages',
      '/{authority}/hosted-pages/{page}',
      '/{authority}/hosted-pages/{page}/result',
      '/{authority}/jwks.json',
      '/{authority}/numbers/{number}',
      '/{authority}/presentations',
      '/{authority}/presentations/{transaction}',
      '/{authority}/presentations/{transaction}/result',
      '/{authority}/requests/{request}',
      '/{authority}/responses/{request}',
    ])
  })

  it('tell anybody what every form asks for: as JSON, as a page in either language, and as rows', async () => {
    const json = await fetch(`${world.verifierUrl}/purpose-register.json`)
    const { forms } = (await json.json()) as { forms: { authority: { id: string }; form: string; claims: { purpose: object }[]; versions: object[] }[] }
    expect(forms.find(({ authority, form }) => authority.id === 'calderwick' && form === 'blue-badge-renewal')).toMatchObject({ version: 1, claims: expect.arrayContaining([expect.objectContaining({ id: 'given_name', label: { en: 'First name', cy: 'Enw cyntaf' }, fields: ['first_name'] })]) })
    const page = await fetch(`${world.verifierUrl}/purpose-register?lang=cy`)
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining('Cofrestr Dibenion')])
    const rows = await fetch(`${world.verifierUrl}/purpose-register.csv`)
    expect([rows.headers.get('content-type'), (await rows.text()).trim().split('\r\n')]).toEqual(['text/csv; charset=utf-8', expect.objectContaining({ length: forms.length + 1 })])
    expect((await fetch(`${world.verifierUrl}/assets/counterfoil.css`)).status).toBe(200)
  })

  it('say whether the service is ready', async () => {
    const ready = await fetch(`${world.verifierUrl}/health/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
  })
})

describe('time', () => {
  it('ends what nobody answered and what nobody collected, and forgets both', async () => {
    const form = formServer(world, 'brackenfield')
    const [open, answered] = [await form.start(), await form.start()]
    await answerWell(world, await fetchRequest(answered), {}, world.switches.clockShift)
    world.switches.clockShift += 601
    expect((await form.result(answered)).status).toBe(404)
    world.switches.clockShift += 700
    const sweep = world.verifier()
    await sweep.sweep()
    expect(await form.status(open)).toMatchObject({ status: 'expired' })
    expect(await form.status(answered)).toMatchObject({ status: 'expired' })
    world.switches.clockShift += 3600
    await sweep.sweep()
    expect((await form.call('GET', `/${open.transaction_id}`)).status).toBe(404)
  })
})
