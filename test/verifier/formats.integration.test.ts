import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAgain } from '@counterfoil/form-server/check-form'
import { parseRequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import { makeKeyPair, type KeyPair } from '../issuer/issuer-scene.ts'
import { presentIssuedMdoc } from '../support/mdocs.ts'
import { collectAndKeep, openRealWallet } from '../wallet/support/real-wallet.ts'
import { signedBy as signed, startBothServices, type BothServices } from './support/both-services.ts'
import { encode, encryptAnswer, encryptionThumbprint, fetchRequest, openResult, post, type RequestClaims, type Started } from './support/holder.ts'
import { permitElements, permitFields as fields, permitIn, permitsInEachFormat, secretFields } from './support/permit-forms.ts'
import { startSentinel } from './support/sentinel.ts'

// The real issuer and the real verifier, over HTTP: a credential of each format fills the same form. Nothing stands in for anything.

let both: BothServices
beforeAll(async () => {
  both = await startBothServices({ formsDir: (folder) => permitsInEachFormat(folder), secret: secretFields, txCodes: () => ({ inputMode: 'text', length: 8, description: 'We told you at the desk. / Dywedom wrthych wrth y ddesg.' }) })
})
afterAll(() => both?.close())

interface Held {
  readonly credential: string
  readonly key: KeyPair
}
type Present = (held: Held, request: RequestClaims) => string | Promise<string>

const didOf = ({ jwk }: KeyPair): string => `did:jwk:${encode(jwk)}`
const bound = ({ nonce, client_id: aud }: RequestClaims, key: KeyPair) => ({ nonce, aud, iat: Math.floor(Date.now() / 1000), iss: didOf(key) })

const inModel1 = (...contexts: string[]): Present => ({ credential, key }, request) =>
  signed({ typ: 'JWT', kid: `${didOf(key)}#0` }, { ...bound(request, key), vp: { '@context': ['https://www.w3.org/2018/credentials/v1', ...contexts], type: ['VerifiablePresentation'], verifiableCredential: [credential] } }, key)
const inModel2 = (...contexts: string[]): Present => ({ credential, key }, request) =>
  signed({ typ: 'vp+jwt', kid: `${didOf(key)}#0` }, { ...bound(request, key), '@context': ['https://www.w3.org/ns/credentials/v2', ...contexts], type: ['VerifiablePresentation'], verifiableCredential: [{ type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${credential}` }] }, key)

const presentAsMdoc: Present = ({ credential, key }, request) =>
  presentIssuedMdoc(credential, { clientId: request.client_id, nonce: request.nonce, responseUri: request.response_uri, thumbprint: encryptionThumbprint(request) }, { ...permitElements, key: key.privateKey })

const ask = async (format: string): Promise<{ started: Started; request: RequestClaims }> => {
  const started = await both.form.start({ form: permitIn(format) })
  return { started, request: await fetchRequest(started) }
}
const answer = async (request: RequestClaims, presentation: string): Promise<{ status: number; text: string }> => {
  const response = await post(request, { response: encryptAnswer(request, { residency: [presentation] }) })
  return { status: response.status, text: await response.text() }
}

describe('a form filled from a credential of the real issuer', () => {
  it.each<[string, string, Present]>([
    ['jwt_vc_json', 'residency-jwt-vc', inModel1()],
    ['jwt_vc_json', 'residency-vc-jwt', inModel2()],
    ['mso_mdoc', 'residency-mdoc', presentAsMdoc],
  ])('in %s (%s) has the same fields, once; another request refuses it, and a revoked one is final', async (format, configuration, present) => {
    const key = makeKeyPair()
    const held = { credential: await both.collect(configuration, key, fields), key }
    const { started, request } = await ask(format)
    const presentation = await present(held, request)
    expect(await answer(request, presentation)).toMatchObject({ status: 200 })
    const first = await openResult(await both.form.result(started), started)
    const { fields: filled, source } = first
    expect(filled).toMatchObject({ first_name: 'Ada', last_name: 'Sampleby', postcode: 'ZZ1 1AA' })
    expect(source).toMatchObject({ authority_did: both.founded.network.authorities[0]?.did, stale: false })

    const other = await ask(format)
    expect((await answer(other.request, presentation)).status).toBe(400)
    expect((await both.form.status(other.started)).status).toBe('fetched')

    // Another presentation, freshly signed, of the very same credential.
    const later = await ask(format)
    await answer(later.request, await present(held, later.request))
    expect(await checkAgain(first.receipt, await openResult(await both.form.result(later.started), later.started), { form: first.form, keys: await both.server.keysFor(first.receipt) })).toMatchObject({ isSameCredential: true, isSameIssuer: true })

    await both.revokeLast()
    await expect.poll(async () => {
      const again = await ask(format)
      await answer(again.request, await present(held, again.request))
      return both.form.status(again.started)
    }, { timeout: 15_000, interval: 500 }).toMatchObject({ status: 'refused', refusal: 'credential_revoked' })
  })
})

describe('our own wallet', () => {
  it.each(['jwt_vc_json', 'jwt_vc_json', 'mso_mdoc', 'dc+sd-jwt'].map((format, place) => [format, `residency-${['jwt-vc', 'vc-jwt', 'mdoc', 'sd-jwt'][place]}`]))('collects in %s (%s) with a code of letters, sees that it stands, and fills a form from it', async (format, configuration) => {
    const wallet = await openRealWallet(both.founded.network)
    const { offer, txCode } = await both.offer(fields)
    expect(txCode).toMatch(/^[2-9A-Z]{8}$/)
    // People type letters as they like.
    const held = await collectAndKeep(wallet, { ...offer, credential_configuration_ids: [configuration] }, txCode.toLowerCase())
    await wallet.refreshStatus(held)
    expect((await wallet.vault.credentials())[0]?.standing).toMatchObject({ state: 'active', list: { usableUntil: expect.any(Number) } })
    const started = await both.form.start({ form: permitIn(format) })
    const { openid4vp_link: link } = started
    const consent = await wallet.readRequest(parseRequestLink(link.slice(link.indexOf('?'))))
    const told = await wallet.answerRequest(consent, partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))
    const { fields: filled } = await openResult(await both.form.result(started, told as { number: string }), started)
    expect(filled).toMatchObject({ first_name: 'Ada', last_name: 'Sampleby', postcode: 'ZZ1 1AA' })
  })
})

describe('a context that a holder names', () => {
  it('VPR-43: is never fetched, in either data model', async () => {
    const sentinel = await startSentinel()
    const context = `http://localhost:${sentinel.port}/context.jsonld`
    for (const [configuration, present] of [['residency-jwt-vc', inModel1(context)], ['residency-vc-jwt', inModel2(context)]] as const) {
      const key = makeKeyPair()
      const { request } = await ask('jwt_vc_json')
      expect(await answer(request, await present({ credential: await both.collect(configuration, key, fields), key }, request))).toMatchObject({ status: 200 })
    }
    expect(sentinel.connections()).toBe(0)
    await sentinel.close()
  })
})
