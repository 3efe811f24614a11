import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import { planAccreditation, planListing } from '@counterfoil/service-kit/authority/accredit'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { writesOfController } from '@counterfoil/service-kit/authority/registry-writer'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { vctOf, type NetworkLedger } from '@counterfoil/shared/network/network'
import { assemble, openKeep, type Wallet } from '@counterfoil/wallet/assemble'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { isToSignIn } from '@counterfoil/wallet/use-cases/receive-offer'
import { fundIdentities } from '../../support/outside-ledger.ts'
import { signInAndDecide } from '../../support/sign-in-provider.ts'
import { makeLockParts } from '../../wallet/support/lock-parts.ts'
import { providerKeyOf, startCallingServer, walletUrl, type CallingServer } from '../../wallet/server/calling-server.ts'
import type { SigningInNetwork } from '../signing-in-network.ts'
import type { ProfileScene } from './profile-scene.ts'

/** The issuer's configuration where our own web wallet is registered as one that its provider attests. */
export function knowingWebWallet({ config: { authorization } }: SigningInNetwork): Pick<IssuerConfig, 'authorization'> {
  if (authorization == null) throw new Error('nobody signs in')
  const wallet = { clientId: walletUrl, name: 'Counterfoil wallet', redirectUris: [`${walletUrl}/collected`], authentication: 'attest_jwt_client_auth' } as const
  return { authorization: { ...authorization, clients: [...authorization.clients, wallet] } }
}

export interface WebWallet {
  readonly wallet: Wallet
  /** Opens a link to an issuer's offer to whoever signs in, signs in there as a person, and collects. */
  collect(offerUri: string, person: string): Promise<HeldCredential>
  close(): Promise<void>
}

/** The wallet of this repository as a browser runs it, with its own server beside it, over real HTTP. */
export async function openWebWallet({ network }: ProfileScene): Promise<WebWallet> {
  const now = (): number => Math.floor(Date.now() / 1000)
  const server = await startCallingServer({ provider: providerKeyOf(network.provider) })
  const keep = await openKeep(randomUUID(), makeLockParts({ now }))
  const { trustAnchors } = network.config.network
  const wallet = await assemble({ ledger: await listed(network), trustAnchors, server: { attests: true, relays: false } }, keep, { fetch: asBrowser(server), origin: walletUrl, now })
  const find = async (id: string): Promise<HeldCredential> => {
    const held = (await wallet.vault.credentials()).find((one) => one.id === id)
    if (held === undefined) throw new Error('not kept')
    return held
  }
  return {
    wallet,
    collect: async (offerUri, person) => {
      const received = await wallet.receiveOffer(offerLinkOf(`?credential_offer_uri=${encodeURIComponent(offerUri)}`))
      if (!isToSignIn(received)) throw new Error('not to sign in')
      const answer = await signInAndDecide(await wallet.beginSignIn(received, 'en'), person, 'allow')
      return find((await wallet.finishSignIn(answer.search)).ids[0])
    },
    close: () => server.close(),
  }
}

/** The ledger with a consortium that lists the council and accredits it for its badges: whom the wallet asks first. */
async function listed({ folder, config: { network, keyCustody } }: SigningInNetwork): Promise<NetworkLedger> {
  const [{ did, letter, name, issuerUrl: issuer, verifierUrl: verifier } = raise()] = network.authorities
  const agent = await openIdentityAgent({ databaseFile: join(folder, 'consortium.sqlite'), custody: keyCustody, ledger: network.ledger })
  const ledger = { ...network.ledger, consortium: await createIdentity(agent, 'consortium', network.ledger) }
  await fundIdentities(ledger, ledger.consortium)
  const accredited = await planAccreditation(ledger, { kind: 'issue', scope: vctOf(network.typesUrl, 'blue-badge', 1), authorityDid: did, validity: seconds(86_400) })
  await writesOfController(agent, ledger.consortium, ledger)([...accredited, ...(await planListing(ledger, { did, letter, name, issuer, verifier }))])
  await agent.close()
  return ledger
}

function raise(): never {
  throw new Error('There is no council.')
}

/** What a browser adds to what a page asks of its own server. */
const asBrowser = (server: CallingServer): typeof fetch => (input, init) => {
  const url = input instanceof Request ? input.url : String(input)
  if (!url.startsWith(walletUrl)) return fetch(input, init)
  return fetch(url.replace(walletUrl, server.url), { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), origin: walletUrl, 'sec-fetch-site': 'same-origin' } })
}
