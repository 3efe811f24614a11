import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { makeKeyPair } from '../issuer/issuer-scene.ts'
import { encryptedIf, outsideClient, unsignedByValue } from '../support/outside-client.ts'
import { outsideHolders, type Answering, type Held } from '../support/outside-holder.ts'
import { startBothServices, type BothServices } from '../verifier/support/both-services.ts'
import { encryptionThumbprint, openResult, type RequestClaims, type Started } from '../verifier/support/holder.ts'
import { permitFields, permitIn, permitsInEachFormat, secretFields } from '../verifier/support/permit-forms.ts'

// The real issuer's credentials of each format, held, bound, encrypted and sent by libraries that Counterfoil doesn't use for that, in each response mode.

let both: BothServices
const held = new Map<string, Held>()
beforeAll(async () => {
  both = await startBothServices({ formsDir: (folder) => permitsInEachFormat(folder, ['open', 'unsigned']), secret: secretFields, isBehindProxy: true })
  for (const { configuration } of outsideHolders) {
    const key = makeKeyPair()
    held.set(configuration, { credential: await both.collect(configuration, key, permitFields), key })
  }
})
afterAll(() => both?.close())

const authority = () => both.founded.network.authorities[0] ?? expect.fail()
const client = outsideClient(() => authority().keys.request)

type Mode = 'direct_post' | 'direct_post.jwt' | 'dc_api' | 'dc_api.jwt'

/** A request in a wallet's hands. */
interface Asked {
  readonly started: Started
  readonly answering: Answering
  /** Sends what is presented and gives the HTTP status. */
  readonly answer: (presentation: string) => Promise<number>
}

const formOf = (format: string, mode: Mode): string => permitIn(format, mode.endsWith('.jwt') ? 'open' : 'unsigned')
const thumbprintOf = (mode: Mode, request: object): string | null => (mode.endsWith('.jwt') ? encryptionThumbprint(request as JsonObject) : null)

/** The wallet follows the link, and sends. */
async function byLink(format: string, mode: Mode): Promise<Asked> {
  const started = await both.form.start({ form: formOf(format, mode) })
  const link = Object.fromEntries(new URL(started.openid4vp_link).searchParams) as { client_id: string; request_uri: string }
  const { authorizationRequestPayload: request } = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: mode === 'direct_post' ? await unsignedByValue(link.request_uri) : link })
  expect(request.response_mode).toBe(mode)
  const { client_id: clientId, nonce, response_uri: responseUri } = request as unknown as RequestClaims
  const authorizationRequestPayload = request as typeof request & { response_mode: 'direct_post' }
  return {
    started,
    answering: { nonce, audience: clientId, asked: { clientId, responseUri }, thumbprint: thumbprintOf(mode, request) },
    answer: async (presentation) => {
      const made = await client.createOpenid4vpAuthorizationResponse({ authorizationRequestPayload, authorizationResponsePayload: { vp_token: { residency: [presentation] } }, ...encryptedIf(mode === 'direct_post.jwt') })
      const { response } = await client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload, authorizationResponsePayload: made.authorizationResponsePayload, ...(made.jarm === undefined ? {} : { jarm: made.jarm }) })
      return response.status
    },
  }
}

/** The page's browser hands the request to the wallet, and the form's server brings the answer. */
async function byBrowser(format: string, mode: Mode): Promise<Asked> {
  const { privateKey, jwk } = makeKeyPair()
  const origin = both.founded.places.urls['council-website']
  const asked = await both.form.throughBrowser('', { form: formOf(format, mode), form_key: jwk, origin })
  const { requests, ...started } = (await asked.json()) as Started & { readonly requests: readonly { readonly data: { readonly client_id: string; readonly request: string } }[] }
  const { authorizationRequestPayload: request } = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: requests[0]?.data ?? expect.fail(), origin })
  expect(request.response_mode).toBe(mode)
  const authorizationRequestPayload = request as typeof request & { response_mode: 'dc_api' }
  return {
    started: { ...started, formKey: privateKey },
    answering: { nonce: (request as unknown as RequestClaims).nonce, audience: `origin:${origin}`, asked: { origin }, thumbprint: thumbprintOf(mode, request) },
    answer: async (presentation) => {
      const made = await client.createOpenid4vpAuthorizationResponse({ authorizationRequestPayload, origin, authorizationResponsePayload: { vp_token: { residency: [presentation] } }, ...encryptedIf(mode === 'dc_api.jwt') })
      return (await both.form.throughBrowser(`/${started.transaction_id}`, { data: made.jarm === undefined ? made.authorizationResponsePayload : { response: made.jarm.responseJwt } })).status
    },
  }
}

const modes: readonly [mode: Mode, ask: typeof byLink][] = [
  ['direct_post', byLink],
  ['direct_post.jwt', byLink],
  ['dc_api', byBrowser],
  ['dc_api.jwt', byBrowser],
]

const alteredAt = (text: string, at: number): string => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)

describe.each(outsideHolders)('a holder that Counterfoil doesn’t use, with $what', ({ format, configuration, present }) => {
  it.each(modes)('fills the form by %s, and not while a character anywhere is altered', async (mode, ask) => {
    const { started, answering, answer } = await ask(format, mode)
    const presentation = await present(held.get(configuration) ?? expect.fail(), answering)
    for (const place of [0.1, 0.5, 0.9]) expect([place, await answer(alteredAt(presentation, Math.floor(presentation.length * place)))]).toEqual([place, 400])
    expect(await answer(presentation)).toBe(200)
    const { fields, source } = await openResult(await both.form.result(started), started)
    expect(fields).toMatchObject({ first_name: 'Ada', last_name: 'Sampleby', address_line_1: '1 Unreal Road', town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001' })
    expect(source).toMatchObject({ authority_did: authority().did, stale: false })
  })
})
