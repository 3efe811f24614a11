import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFormKeyPair } from '@counterfoil/form-server/form-key'
import { answerWell, fetchRequest } from '../verifier/support/holder.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from '../verifier/support/world.ts'
import { StubVerifier } from './stub-verifier.ts'

// Whatever the website's tests take for granted of the verifier is so: both are asked the same, and answer with the same status and code.
let world: VerifierTestWorld
let stub: StubVerifier
beforeAll(async () => {
  world = await startVerifierWorld()
  stub = new StubVerifier({ apiKey: world.apiKey, returnOrigin })
})
afterAll(() => world?.close())

const form = 'blue-badge-renewal'
const authority = 'brackenfield'
const returnUrl = `${returnOrigin}/${authority}/${form}`
const elsewhere = { form, flow: 'cross_device' }
const here = { form, flow: 'same_device', return_url: returnUrl }
/** The wallet shares, or nobody has answered yet; then what the form's server says of what it knows. */
type Proof = (right: { readonly number: string | undefined; readonly code: string | undefined }) => object
const wrong = (number = '000'): string => String((Number(number) + 1) % 1000).padStart(3, '0')

interface Told {
  readonly status: number
  readonly code: unknown
}

abstract class Asked {
  async told(path: string, body: object | undefined, key: string | null = world.apiKey(authority)): Promise<{ told: Told; body: Record<string, unknown> }> {
    const answer = await this.send(`${world.verifierUrl}/${authority}${path}`, { method: body === undefined ? 'GET' : 'POST', headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const said = (await answer.json()) as Record<string, unknown>
    return { told: { status: answer.status, code: said['code'] !== undefined && answer.status >= 400 ? said['code'] : null }, body: said }
  }
  abstract send(url: string, options: RequestInit): Promise<Response>
  /** The wallet shares; the number that it shows, or the code that comes back. */
  abstract share(started: Record<string, unknown>): Promise<Parameters<Proof>[0]>
}

class RealOne extends Asked {
  send(url: string, options: RequestInit): Promise<Response> {
    return fetch(url, options)
  }
  async share({ request_uri: uri }: Record<string, unknown>): Promise<Parameters<Proof>[0]> {
    const said = (await (await answerWell(world, await fetchRequest({ request_uri: String(uri) }))).json()) as { counterfoil_number?: string; redirect_uri?: string }
    return { number: said.counterfoil_number, code: said.redirect_uri?.split('response_code=')[1] }
  }
}

class StubbedOne extends Asked {
  send(url: string, options: RequestInit): Promise<Response> {
    return stub.fetch(url, options)
  }
  async share(): Promise<Parameters<Proof>[0]> {
    stub.state = { status: 'answered' }
    return { number: stub.number, code: stub.responseCode }
  }
}

const both = (): readonly Asked[] => [new RealOne(), new StubbedOne()]
const formKey = async (): Promise<object> => (await makeFormKeyPair()).publicJwk

describe('the verifier and its stub', () => {
  it.each<[string, object, (string | null)?]>([
    ['another device', elsewhere],
    ['this device', here],
    ['this device without a script', { ...here, return_url: `${returnUrl}?response_code=` }],
    ['no key', elsewhere, null],
    ['a wrong key', elsewhere, 'wrong'],
    ['an unknown form', { ...elsewhere, form: 'nothing' }],
    ['a form that isn’t a name', { ...elsewhere, form: '../residency' }],
    ['no flow', { form }],
    ['another flow', { ...elsewhere, flow: 'by_post' }],
    ['a language that there isn’t', { ...elsewhere, locale: 'fr' }],
    ['something unknown', { ...elsewhere, colour: 'red' }],
    ['a key that is on no curve', { ...elsewhere, form_key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }],
    ['no way back to this device', { form, flow: 'same_device' }],
    ['a way back to another site', { ...here, return_url: 'https://elsewhere.example/' }],
    ['a way back to another page', { ...here, return_url: `${returnOrigin}/${authority}/council-tax` }],
    ['a way back with a query', { ...here, return_url: `${returnUrl}?next=1` }],
    ['a transaction', { ...elsewhere, transaction_data: [{ type: 'payment' }] }],
  ])('say the same to a start with %s', async (_what, body, key) => {
    const [real, stubbed] = await Promise.all(both().map(async (one) => (await one.told('/presentations', { form_key: await formKey(), ...body }, key)).told))
    expect(stubbed).toEqual(real)
  })

  it('say the same of a presentation that there isn’t', async () => {
    for (const [path, body] of [['/presentations/none', undefined], ['/presentations/none/result', {}]] as const) {
      const [real, stubbed] = await Promise.all(both().map(async (one) => (await one.told(path, body)).told))
      expect(stubbed).toEqual(real)
    }
  })

  it.each<[string, object, readonly Proof[]]>([
    ['another device: nothing shown', elsewhere, [() => ({})]],
    ['another device: a code instead', elsewhere, [() => ({ response_code: 'some-code' })]],
    ['another device: the number, twice', elsewhere, [({ number }) => ({ number }), ({ number }) => ({ number })]],
    ['another device: a wrong number, then the right one', elsewhere, [({ number }) => ({ number: wrong(number) }), ({ number }) => ({ number })]],
    ['another device: two wrong numbers, then the right one', elsewhere, [({ number }) => ({ number: wrong(number) }), ({ number }) => ({ number: wrong(number) }), ({ number }) => ({ number })]],
    ['another device: no number', elsewhere, [() => ({ number: '47' }), () => ({ number: 471 })]],
    ['this device: nothing shown', here, [() => ({})]],
    ['this device: a number instead', here, [() => ({ number: '471' })]],
    ['this device: a wrong code, then the right one, twice', here, [() => ({ response_code: 'another' }), ({ code }) => ({ response_code: code }), ({ code }) => ({ response_code: code })]],
    ['this device: something unknown', here, [({ code }) => ({ response_code: code, colour: 'red' })]],
  ])('say the same to a result asked for from %s', async (_what, body, proofs) => {
    const [real, stubbed] = await Promise.all(
      both().map(async (one) => {
        stub.state = { status: 'requested' }
        const { body: started } = await one.told('/presentations', { form_key: await formKey(), ...body })
        const path = `/presentations/${String(started['transaction_id'])}`
        const early = await one.told(`${path}/result`, {})
        const right = await one.share(started)
        const told: Told[] = [early.told]
        for (const proof of proofs) told.push((await one.told(`${path}/result`, proof(right))).told)
        return { told, ended: (await one.told(path, undefined)).body['status'] }
      }),
    )
    expect(stubbed).toEqual(real)
  })
})
