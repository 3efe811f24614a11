import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { bearerWallet } from '../issuer/bearer-wallet.ts'
import { expect, type Offer } from './neighbourhood.ts'

/** Collects an offer as a wallet without a screen does, where the journey is about something else. */
export async function collectWithoutScreen(issuer: string, council: string, { link, txCode }: Offer, type = 'residency'): Promise<void> {
  const offerUri = new URL(link).searchParams.get('credential_offer_uri') ?? ''
  const offer = (await (await fetch(offerUri)).json()) as { grants: Record<string, { 'pre-authorized_code': string }> }
  const wallet = bearerWallet(`${issuer}/${council}`, () => Math.floor(Date.now() / 1000))
  const token = await wallet.token({ code: offer.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', txCode })
  expect((await wallet.ask(token, undefined, `${type}-sd-jwt`)).status).toBe(200)
}
