import { mkdtempSync, rmSync } from 'node:fs'
import { oid4vp } from '@digitalbazaar/oid4-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requestProfileIds, type RequestProfileId } from '@counterfoil/shared/form-profile/request-profile'
import { behindProxy, encryptedIf, outsideClient, unsignedByValue } from '../support/outside-client.ts'
import { walletKey } from '../support/outside-wallet.ts'
import { askedPaths, formServer, Holder, openResult, post, sampleClaims, select, type RequestClaims, type Started } from '../verifier/support/holder.ts'
import { formAskingAs, formsOfEveryProfile } from '../verifier/support/request-forms.ts'
import { returnOrigin, startVerifierWorld, type VerifierTestWorld } from '../verifier/support/world.ts'

// Wallets' libraries that nobody here wrote, against a running verifier: they fetch, judge, encrypt and send. What they present is made here, since
// neither makes credentials. Where one does otherwise than OpenID4VP 1.0 says, that is shown as it is: the verifier is not bent for it.

const folder = mkdtempSync('/tmp/outside-holders-')
let world: VerifierTestWorld
beforeAll(async () => {
  // By https, as the standard has it: the libraries take nothing else.
  world = await startVerifierWorld({ configure: ({ authorities: [authority] }) => ({ formsDir: formsOfEveryProfile(folder), verifierUrl: new URL(authority?.verifierUrl ?? '').origin.replace('http:', 'https:') }) })
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true })
})

const council = 'brackenfield'
const form = () => formServer(world, council)
const start = (profile: RequestProfileId): Promise<Started> => form().start({ form: formAskingAs(profile) })
const send = (claims: RequestClaims, fields: Record<string, string>): Promise<Response> => post({ ...claims, response_uri: behindProxy(claims.response_uri) }, fields)

async function present(claims: RequestClaims, changes: { payload?: object } = {}): Promise<string> {
  const holder = new Holder(world)
  return holder.bind(select(await holder.credential(), askedPaths(claims)), claims, changes)
}

async function startInBrowser(profile: RequestProfileId) {
  const { privateKey, jwk } = walletKey()
  const { requests, ...answer } = (await (await form().throughBrowser('', { form: formAskingAs(profile), form_key: jwk, origin: returnOrigin })).json()) as Started & { readonly requests: readonly { readonly data: { readonly client_id: string; readonly request: string } }[] }
  return { started: { ...answer, formKey: privateKey }, data: requests[0]?.data ?? expect.fail() }
}

const firstName = async (started: Started): Promise<unknown> => (await openResult(await form().result(started), started)).fields['first_name']

const client = outsideClient(() => world.authority(council).keys.request)

describe('the OpenWallet Foundation’s library as a wallet', () => {
  it.each(requestProfileIds.filter((id) => id !== 'attested'))('takes the request of the profile %s by its link, and fills the form', async (profile) => {
    const started = await start(profile)
    const link = Object.fromEntries(new URL(started.openid4vp_link).searchParams) as { client_id: string; request_uri: string }
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: profile === 'unsigned' ? await unsignedByValue(link.request_uri) : link })
    expect(resolved.version).toBe(100)
    const authorizationRequestPayload = resolved.authorizationRequestPayload as typeof resolved.authorizationRequestPayload & { response_mode: 'direct_post' }
    const made = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload,
      authorizationResponsePayload: { vp_token: { residency: [await present(authorizationRequestPayload as unknown as RequestClaims)] } },
      ...encryptedIf(profile !== 'unsigned'),
    })
    const { response } = await client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload, authorizationResponsePayload: made.authorizationResponsePayload, ...(made.jarm === undefined ? {} : { jarm: made.jarm }) })
    expect(response.status).toBe(200)
    expect(await firstName(started)).toBe(sampleClaims.given_name)
  })
})

describe('the OpenWallet Foundation’s library behind a browser', () => {
  it.each(['open', 'haip', 'dns', 'unsigned'] as const)('takes the request of the profile %s from the Digital Credentials API, and fills the form', async (profile) => {
    const { started, data } = await startInBrowser(profile)
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: data, origin: returnOrigin })
    const authorizationRequestPayload = resolved.authorizationRequestPayload as typeof resolved.authorizationRequestPayload & { response_mode: 'dc_api' }
    const presentation = await present(authorizationRequestPayload as unknown as RequestClaims, { payload: { aud: `origin:${returnOrigin}` } })
    const made = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload,
      origin: returnOrigin,
      authorizationResponsePayload: { vp_token: { residency: [presentation] } },
      ...encryptedIf(profile !== 'unsigned'),
    })
    const brought = await form().throughBrowser(`/${started.transaction_id}`, { data: made.jarm === undefined ? made.authorizationResponsePayload : { response: made.jarm.responseJwt } })
    expect([brought.status, await brought.json()]).toEqual([200, { accepted: true }])
    expect(await firstName(started)).toBe(sampleClaims.given_name)
  })
})

describe('@digitalbazaar/oid4-client as a wallet', () => {
  const get = ({ openid4vp_link: url }: Started) =>
    oid4vp.authzRequest.get({
      url: url.replace(/(request_uri=)https/, '$1http'),
      getTrustedCertificates: () => world.net.network.trustAnchors,
      getVerificationKey: ({ certificatePublicKey }: { readonly certificatePublicKey?: CryptoKey }) => certificatePublicKey,
    })

  it.each(['dns', 'unsigned'] as const)('takes the request of the profile %s, certificate and signature judged by itself', async (profile) => {
    const started = await start(profile)
    const { authorizationRequest } = await get(started)
    expect(authorizationRequest).toMatchObject({ client_id: started.client_id, response_mode: profile === 'unsigned' ? 'direct_post' : 'direct_post.jwt', dcql_query: { credentials: [{ id: 'residency' }] } })
  })

  it.each([
    ['open', 'a DID, of whose name it cuts one character too many', /header "kid" parameter's value does not reference/],
    ['haip', 'the hash of a certificate, which it fails to compute', /toBER is not a function/],
  ] as const)('takes no request of the profile %s, nor any other by %s', async (profile, _what, fault) => {
    await expect(get(await start(profile))).rejects.toThrow(fault)
  })

  it('makes an answer in the open that fills the form, once it has the state that it leaves out', async () => {
    const started = await start('unsigned')
    const { authorizationRequest } = await get(started)
    const claims = authorizationRequest as RequestClaims
    const { authorizationResponse } = await oid4vp.authzResponse.create({ authorizationRequest, vpToken: JSON.stringify({ residency: [await present(claims)] }), vpTokenMediaType: 'application/json' })
    expect((await send(claims, authorizationResponse)).status).toBe(400)
    expect((await send(claims, { ...authorizationResponse, state: claims.state })).status).toBe(200)
    expect(await firstName(started)).toBe(sampleClaims.given_name)
  })

  it('makes an encrypted answer without state, which RFC 6749 does not allow (4.1.2): it is opened, and refused for that', async () => {
    const { authorizationRequest } = await get(await start('dns'))
    const claims = authorizationRequest as RequestClaims
    const { authorizationResponse } = await oid4vp.authzResponse.create({ authorizationRequest, vpToken: { residency: [await present(claims)] }, vpTokenMediaType: 'application/json' })
    const refused = await send(claims, authorizationResponse)
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([400, 'invalid_request'])
  })
})
