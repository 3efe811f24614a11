import { join } from 'node:path'
import { CompactEncrypt, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkForm } from '@counterfoil/form-server/check-form'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { searchApart } from '@counterfoil/invariants/canary/search-apart'
import { openTables } from '@counterfoil/invariants/reading/tables'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { parseClientId } from '@counterfoil/shared/oid4vp/client-id'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { acceptRequestObject } from '@counterfoil/shared/oid4vp/accept-request'
import { authenticateDid } from '@counterfoil/shared/oid4vp/authenticate-did'
import { makeAnswer, makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { answerWell, askedPaths, encryptAnswer, fetchRequest, formServer, Holder, openResult, post, sampleClaims, sampleMarkers, select } from './support/holder.ts'
import { returnOrigin, startVerifierWorld, walletUrl, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())

const returnUrl = `${returnOrigin}/brackenfield/blue-badge-renewal`

describe('a presentation for another device', () => {
  it('goes from form to wallet and back with the fields filled, once', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    expect(await form.status(started)).toMatchObject({ status: 'requested' })
    const request = await fetchRequest(started)
    expect(await form.status(started)).toMatchObject({ status: 'fetched' })
    const answer = await answerWell(world, request)
    expect([answer.status, await answer.json()]).toEqual([200, { redirect_uri: expect.stringMatching(/\/brackenfield\/numbers\/\d{3}$/), counterfoil_number: expect.stringMatching(/^\d{3}$/), counterfoil_erasure_handle: expect.stringMatching(/^[\w-]+$/) }])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await form.status(started)).toMatchObject({ status: 'answered' })

    const { form: name, fields, source, receipt } = await openResult(await form.result(started), started)
    const { address } = sampleClaims
    const server = createFormServer({ verifierUrl: `${world.verifierUrl}/brackenfield`, apiKey: world.apiKey('brackenfield') })
    const { fields: told } = await server.checkForm(receipt, { ...fields, town: 'Elsewhere', badge_number: 'AB12CD' }, 'blue-badge-renewal')
    expect({ ...told }).toMatchObject({ first_name: 'verified', uprn: 'verified', town: 'changed', badge_number: 'not_provided' })
    const keys = await server.keysFor(receipt)
    await expect(checkForm(receipt, fields, { form: 'resident-parking-permit', keys })).rejects.toMatchObject({ code: 'receipt_invalid' })
    expect(name).toBe('blue-badge-renewal')
    expect(fields).toEqual({
      first_name: sampleClaims.given_name,
      last_name: sampleClaims.family_name,
      date_of_birth: sampleClaims.birth_date,
      address_line_1: address.address_line_1,
      address_line_2: address.address_line_2,
      town: address.post_town,
      postcode: address.postcode,
      uprn: address.uprn,
    })
    expect(source).toMatchObject({
      authority: { en: 'aldermoor Council', cy: 'Cyngor aldermoor' },
      authority_did: world.authority('aldermoor').did,
      type: { en: 'Residency', cy: 'Preswyliaeth' },
      issued_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      checked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      facts_age: { issuer_key: expect.any(Number), accreditation: expect.any(Number), status: expect.any(Number) },
      stale: false,
    })
    expect((await form.result(started)).status).toBe(404)
    expect(await form.status(started)).toMatchObject({ status: 'collected' })
  })

  it('can be found by its typed code, however it is typed, until it is answered', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    expect(started.code).toMatch(/^B[2-9A-Z]{3}-[2-9A-Z]{4}$/)
    const lookUp = (code: string): Promise<Response> => fetch(`${world.verifierUrl}/brackenfield/codes/${encodeURIComponent(code)}`)
    for (const typed of [started.code, started.code?.toLowerCase(), started.code?.replace('-', ' ')]) {
      const found = await lookUp(typed ?? '')
      expect(await found.json()).toEqual({ client_id: started.client_id, request_uri: started.request_uri, request_uri_method: 'post' })
      expect(found.headers.get('access-control-allow-origin')).toBe('*')
    }
    expect((await fetch(`${world.verifierUrl}/aldermoor/codes/${started.code}`)).status).toBe(404)
    await answerWell(world, await fetchRequest(started))
    expect((await lookUp(started.code ?? '')).status).toBe(404)
  })

  it('leaves out what the credential lacks and what the person withholds', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    expect(request['counterfoil_purpose']).toMatchObject({ optional: ['birth_date'] })
    const { address_line_2: _line, ...address } = sampleClaims.address
    const holder = new Holder(world)
    const credential = await holder.credential({ claims: { ...sampleClaims, address } })
    const paths = askedPaths(request).filter((path) => path[0] !== 'birth_date')
    await post(request, { response: encryptAnswer(request, { residency: [holder.bind(select(credential, paths), request)] }) })
    const { fields } = await openResult(await form.result(started), started)
    expect(Object.keys(fields).sort()).toEqual(['address_line_1', 'first_name', 'last_name', 'postcode', 'town', 'uprn'])
  })

  it('drops what was not asked for (VPR-38)', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start({ form: 'resident-parking-permit' })
    const request = await fetchRequest(started)
    const holder = new Holder(world)
    const all = await holder.credential()
    expect((await post(request, { response: encryptAnswer(request, { residency: [holder.bind(all, request)] }) })).status).toBe(200)
    const { fields } = await openResult(await form.result(started), started)
    expect(JSON.stringify(fields)).not.toContain(sampleClaims.birth_date)
    expect(JSON.stringify(fields)).not.toContain(sampleClaims.resident_since)
  })

  it('takes an answer that another library encrypted', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    const [jwk] = (request['client_metadata'] as unknown as { jwks: { keys: { kid: string }[] } }).jwks.keys
    const holder = new Holder(world)
    const presentation = holder.bind(select(await holder.credential(), askedPaths(request)), request)
    const response = await new CompactEncrypt(new TextEncoder().encode(makeAnswer({ residency: [presentation] }, request.state)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', kid: jwk?.kid ?? '' })
      .encrypt(await importJWK(jwk ?? {}, 'ECDH-ES'))
    expect((await post(request, { response })).status).toBe(200)
  })
})

describe('a presentation on the same device', () => {
  it('VPR-50, VPR-52: comes back to the form with a response code, without which nobody has the result', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start({ flow: 'same_device', return_url: returnUrl })
    expect(started.code).toBeUndefined()
    const answer = await answerWell(world, await fetchRequest(started))
    const { redirect_uri: back = '' } = (await answer.json()) as { redirect_uri?: string }
    const [address, fragment = ''] = back.split('#')
    expect(address).toBe(returnUrl)
    const responseCode = new URLSearchParams(fragment).get('response_code') ?? ''
    // Without the code of the browser that was sent back nobody gets the result.
    for (const wrong of [{}, { response_code: '' }, { response_code: 'AAAAAAAAAAAAAAAAAAAAAA' }]) {
      const refused = await form.result(started, wrong)
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([400, 'response_code_wrong'])
    }
    const other = await form.start({ flow: 'same_device', return_url: returnUrl })
    expect((await answerWell(world, await fetchRequest(other))).status).toBe(200)
    expect((await form.result(other, { response_code: responseCode })).status).toBe(400)
    expect((await openResult(await form.result(started, { response_code: responseCode }), started)).fields['first_name']).toBe(sampleClaims.given_name)
    expect((await form.result(started, { response_code: responseCode })).status).toBe(404)
  })

  it('comes back with its code in the query, where the form runs no script', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start({ flow: 'same_device', return_url: `${returnUrl}?response_code=` })
    const answer = await answerWell(world, await fetchRequest(started))
    const { redirect_uri: back = '' } = (await answer.json()) as { redirect_uri?: string }
    const { origin, pathname, searchParams, hash } = new URL(back)
    expect([origin + pathname, hash]).toEqual([returnUrl, ''])
    expect((await form.result(started, { response_code: searchParams.get('response_code') ?? '' })).status).toBe(200)
  })

  it('can be declined, and the citizen is shown the way back', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start({ flow: 'same_device', return_url: returnUrl })
    const request = await fetchRequest(started)
    const answer = await post(request, makeErrorResponse('access_denied', request.state).toString())
    expect([answer.status, await answer.json()]).toEqual([200, { redirect_uri: returnUrl }])
    expect(await form.status(started)).toMatchObject({ status: 'declined', refusal: 'client_rejected' })
    expect((await form.result(started, { response_code: 'x' })).status).toBe(404)
  })
})

describe('the Request Object', () => {
  it('is one that a wallet accepts: signed by a key that the authority publishes for authentication', async () => {
    const started = await formServer(world, 'calderwick').start({ locale: 'cy' })
    expect(started.wallet_link.startsWith(`${walletUrl}/authorize?`)).toBe(true)
    const link = parsePresentationRequest(new URL(started.wallet_link).search)
    expect(link.requestUri).toBe(started.request_uri)
    expect(new URL(started.wallet_link).searchParams.get('ui_locales')).toBe('cy')
    const response = await fetch(started.request_uri)
    expect(response.headers.get('content-type')).toBe('application/oauth-authz-req+jwt')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const trust = world.net.trust()
    const accepted = await acceptRequestObject(await response.text(), {
      clientId: parseClientId(started.client_id),
      now: systemClock.now(),
      walletNonce: null,
      authenticate: authenticateDid({
        clientId: parseClientId(started.client_id),
        verifierUrl: world.authority('calderwick').verifierUrl,
        verify: async ({ kid, signingInput, signature }) => {
          const resolved = await trust.resolve(kid.split('#')[0] ?? '')
          const jwk = resolved === null ? null : findVerificationKey(resolved.value.document, kid, 'authentication')
          return jwk !== null && verifyEs256(importP256(jwk), signingInput, signature)
        },
      }),
    })
    expect(accepted.purpose?.contact).toBe('data-protection@calderwick.example')
    expect(accepted.purpose?.form.cy).toBe('Adnewyddu Bathodyn Glas')
    expect(accepted.query).toMatchObject({ credentials: [{ id: 'residency', format: 'dc+sd-jwt' }] })
  })

  it('can be fetched again until it is answered (VPR-47), and then not (VPR-48)', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const [first, second] = [await fetchRequest(started), await fetchRequest(started)]
    expect(second['nonce']).toBe(first['nonce'])
    await answerWell(world, second)
    expect((await fetch(started.request_uri)).status).toBe(404)
  })

  it('has a nonce, a key and a state of its own each time', async () => {
    const form = formServer(world, 'brackenfield')
    const requests = await Promise.all(Array.from({ length: 5 }, async () => fetchRequest(await form.start())))
    for (const part of [(r: (typeof requests)[0]) => r['nonce'], (r: (typeof requests)[0]) => r['state'], (r: (typeof requests)[0]) => JSON.stringify(r['client_metadata'])])
      expect(new Set(requests.map(part)).size).toBe(5)
  })
})

describe('after a restart', () => {
  it('an open presentation goes on: its key is unwrapped from its row', async () => {
    const form = formServer(world, 'brackenfield')
    const started = await form.start()
    const request = await fetchRequest(started)
    await world.restart()
    expect((await answerWell(world, request)).status).toBe(200)
    await world.restart()
    expect((await openResult(await form.result(started), started)).fields['uprn']).toBe(sampleClaims.address.uprn)
  })
})

describe('what is at rest', () => {
  it('holds no claim value, in plain or in the usual encodings, while a result waits', async () => {
    const form = formServer(world, 'brackenfield')
    await answerWell(world, await fetchRequest(await form.start()))
    const search = { places: [world.folder], spared: [] }
    expect(await searchApart({ ...search, markers: sampleMarkers })).toEqual([])
    // The search finds what is there: it proves itself.
    expect(await searchApart({ ...search, markers: [{ name: 'form', value: 'blue-badge-renewal' }] })).not.toEqual([])
  })

  it('is a check record for each answer, without the person', async () => {
    await world.restart()
    const tables = await openTables(join(world.folder, 'verifier', 'verifier.sqlite'))
    const [record] = await tables.rows("SELECT * FROM check_records WHERE outcome = 'answered' LIMIT 1")
    await tables.close()
    expect(record).toMatchObject({
      issuer_kid: world.authority('aldermoor').keys.credential.kid,
      checks: 'structure,disclosures,type,holder binding,issuer key,issuer signature,holder signature,validity,accreditation,status,query',
      status_list_uri: `${world.authority('aldermoor').issuerUrl}/status-lists/1`,
      presentation_digest: expect.stringMatching(/^[\w-]{43}$/),
    })
  })
})
