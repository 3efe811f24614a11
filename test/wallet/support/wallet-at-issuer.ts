import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { vctOf } from '@counterfoil/shared/network/network'
import { assemble, openKeep, type Wallet } from '@counterfoil/wallet/assemble'
import { issuerUrl, walletUrl, type CouncilId, type Scene } from '../../issuer/issuer-scene.ts'
import { makeLockParts } from './lock-parts.ts'
import { StubInternet, type SentRequest } from './stub-internet.ts'
import { StubLedger } from './stub-ledger.ts'

/** The wallet of this repository, whole, with an issuer of this repository, whole; between them a ledger of stubs that lists the council. */
export async function walletAt(scene: Scene, council: CouncilId = 'aldermoor'): Promise<{ readonly wallet: Wallet; readonly sent: readonly SentRequest[] }> {
  const internet = new StubInternet()
  const ledger = new StubLedger(internet)
  const { did, letter, name, issuerUrl: issuer, verifierUrl: verifier, keys } = scene.network.authorities.find(({ id }) => id === council) ?? missing()
  for (const role of ['credential', 'status', 'request'] as const) ledger.publishKey(did, role, scene.keyOf(keys[role].kid).jwk)
  ledger.list({ did, letter, name, issuer, verifier })
  for (const { id, version } of scene.issuer.types.values()) ledger.accredit('issue', vctOf(scene.network.typesUrl, id, version), did)
  const now = (): number => scene.clock.now()
  const wallet = await assemble(ledger.network, await openKeep(randomUUID(), makeLockParts({ now })), { fetch: reaching(scene, internet), origin: walletUrl, now })
  return { wallet, sent: internet.sent }
}

function missing(): never {
  throw new Error('no such council')
}

/** The issuer without a port; everything else as in an internet of stubs, which notes all of it. */
const reaching =
  ({ inject }: Scene, internet: StubInternet): typeof fetch =>
  async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.startsWith(`${issuerUrl}/`)) return internet.fetch(input, init)
    const payload = init.body instanceof URLSearchParams ? init.body.toString() : typeof init.body === 'string' ? init.body : undefined
    const headers = new Headers(init.headers)
    if (init.body instanceof URLSearchParams) headers.set('content-type', 'application/x-www-form-urlencoded')
    const method = init.method === 'POST' ? 'POST' : 'GET'
    internet.sent.push({ method, url, accept: headers.get('accept'), authorization: headers.get('authorization'), dpop: headers.get('dpop'), headers, body: payload ?? '' })
    const answer = await inject({ method, url: url.slice(issuerUrl.length), headers: Object.fromEntries(headers), ...(payload === undefined ? {} : { payload }) })
    return new Response(answer.statusCode === 204 ? null : answer.body, { status: answer.statusCode, headers: Object.entries(answer.headers).map(([header, value]) => [header, String(value)]) })
  }
