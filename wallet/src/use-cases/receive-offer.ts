import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { isSignInOffer, parseCredentialOffer, type CredentialOffer, type OfferLink, type SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { isWebAddress, liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import type { Issuer, World } from '../ports.ts'
import { readLook, type CredentialLook } from './read-look.ts'

/** An offer that was looked into and may be shown: who offers what, and where to collect it. */
export interface ReceivedOffer<Offer = CredentialOffer | SignInOffer> extends CredentialLook {
  readonly offer: Offer
  readonly authority: ListedAuthority
  readonly issuer: Issuer
  readonly configurationId: string
  readonly vct: string
  /** Tells the issuer, should an answer be lost, that the same wallet asks again. */
  readonly retryKey: string
}

export const isToSignIn = (received: ReceivedOffer): received is ReceivedOffer<SignInOffer> => isSignInOffer(received.offer)
export const isToRedeem = (received: ReceivedOffer): received is ReceivedOffer<CredentialOffer> => !isSignInOffer(received.offer)

/** Opens an offer: believes its issuer only when the ledger lists and accredits it, and reads what it holds. */
export const receiveOffer =
  ({ http, trust, connectIssuer, newId }: Pick<World, 'http' | 'trust' | 'connectIssuer' | 'newId'>) =>
  async (link: OfferLink): Promise<ReceivedOffer> => {
    const offer = link.by === 'value' ? link.offer : await fetchOffer({ http, trust }, link.uri)
    const authority = await trust.byIssuer(offer.credentialIssuer)
    if (authority === null) throw unknownIssuer(offer.credentialIssuer)
    const issuer = await connectIssuer(offer.credentialIssuer)
    const { id, configuration } = chooseConfiguration(issuer, offer.configurationIds)
    const vct = configuration['vct']
    if (typeof vct !== 'string' || vct === '') throw new Fault('offer_not_usable')
    const [isAccredited, look] = await Promise.all([trust.isAccredited('issue', vct, authority.did), readLook({ http }, configuration, offer.credentialIssuer)])
    if (!isAccredited) throw new Fault('issuer_not_accredited')
    return { offer, authority, issuer, configurationId: id, vct, retryKey: newId(), ...look }
  }

function unknownIssuer(address: string): Fault {
  const host = URL.parse(address)?.host ?? ''
  return host === '' ? new Fault('offer_not_usable') : new Fault('issuer_unknown', { host })
}

async function fetchOffer({ http, trust }: Pick<World, 'http' | 'trust'>, uri: string): Promise<CredentialOffer | SignInOffer> {
  if (!isWebAddress(uri)) throw new Fault('link_not_understood')
  // An address that nobody vouches for would only learn that the link was opened.
  if (!(await trust.authorities()).some(({ issuer }) => liesUnder(issuer, uri))) throw unknownIssuer(uri)
  const { status, json } = await http.get(uri, 'application/json')
  if (status === 404) throw new Fault('offer_gone')
  if (status === 429 || status >= 500) throw new Fault('not_reachable')
  const offer = status === 200 ? parseCredentialOffer(json) : null
  if (offer === null) throw new Fault('offer_not_usable')
  return offer
}

function chooseConfiguration({ configurations }: Issuer, ids: readonly string[]): { id: string; configuration: JsonObject } {
  for (const id of ids) {
    const configuration = configurations.get(id)
    if (configuration !== undefined) return { id, configuration }
  }
  throw new Fault('offer_not_usable')
}
