import type { Bilingual, JsonObject } from '@counterfoil/shared/kernel/json'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { isSignInOffer, parseCredentialOffer, type CredentialOffer, type OfferLink, type SignInOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import { isWebAddress, liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { accreditedName, kindOf, preferredFirst, type CredentialKind } from '../domain/credential-kind.ts'
import { Fault } from '../domain/fault.ts'
import type { Issuer, World } from '../ports.ts'
import { nameOfConfiguration, readLook, type CredentialLook } from './read-look.ts'

/** An offer that was looked into and may be shown: who offers what, and where to collect it. */
export interface ReceivedOffer<Offer = CredentialOffer | SignInOffer> extends CredentialLook {
  readonly offer: Offer
  readonly authority: ListedAuthority
  readonly issuer: Issuer
  readonly configurationId: string
  readonly kind: CredentialKind
  /** The name under which the consortium accredits its type. */
  readonly vct: string
  /** By which it is found again when it is opened another time. */
  readonly id: string
  /** Its code is used already, and the token that came for it rests in the vault: nothing more is asked of the citizen. */
  readonly isRedeemed: boolean
  /** The other types of an offer of several. */
  readonly alongside: readonly ReceivedOffer<Offer>[]
  /** What the types are called that its issuer offers, and may not issue. */
  readonly leftOut: readonly Bilingual[]
}

/** Everything that is collected of an offer: a type each. */
export const typesOf = <Offer>(received: ReceivedOffer<Offer>): readonly [ReceivedOffer<Offer>, ...ReceivedOffer<Offer>[]] => [received, ...received.alongside]

export const isToSignIn = (received: ReceivedOffer): received is ReceivedOffer<SignInOffer> => isSignInOffer(received.offer)
export const isToRedeem = (received: ReceivedOffer): received is ReceivedOffer<CredentialOffer> => !isSignInOffer(received.offer)

/** Opens an offer: believes its issuer only when the ledger lists and accredits it, and reads what it holds. */
export const receiveOffer =
  ({ http, trust, connectIssuer, vault }: Pick<World, 'http' | 'trust' | 'connectIssuer' | 'vault'>) =>
  async (link: OfferLink): Promise<ReceivedOffer> => {
    const id = `offer ${sha256Text(link.by === 'reference' ? link.uri : JSON.stringify(link.offer))}`
    const pending = await vault.pendingOffer(id)
    const offer = pending?.offer ?? (link.by === 'value' ? link.offer : await fetchOffer({ http, trust }, link.uri))
    const authority = await trust.byIssuer(offer.credentialIssuer)
    if (authority === null) throw unknownIssuer(offer.credentialIssuer)
    const issuer = await connectIssuer(offer.credentialIssuer)
    const types = typesIn(issuer, offer.configurationIds)
    const allowed = await Promise.all(types.map(({ vct }) => trust.isAccredited('issue', vct, authority.did)))
    const looks = await Promise.all(types.filter((_, place) => allowed[place]).map(async ({ configuration, ...type }) => ({ ...type, ...(await readLook({ http }, configuration, offer.credentialIssuer)) })))
    const isRedeemed = pending !== null && pending.tokens !== null
    const leftOut = types.flatMap(({ configuration }, place) => (allowed[place] === true ? [] : nameOfConfiguration(configuration)))
    const [first, ...alongside] = looks.map((type) => ({ id, offer, authority, issuer, isRedeemed, ...type, alongside: [], leftOut: [] }))
    if (first === undefined) throw new Fault('issuer_not_accredited')
    return { ...first, alongside, leftOut }
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

interface OfferedType extends Pick<ReceivedOffer, 'configurationId' | 'kind' | 'vct'> {
  readonly configuration: JsonObject
}

/** The types of an offer, each once: nobody is asked about formats, and whoever is offered one in several gets what can be shown best. */
function typesIn({ configurations }: Issuer, ids: readonly string[]): readonly OfferedType[] {
  const usable = ids.flatMap((configurationId): OfferedType[] => {
    const configuration = configurations.get(configurationId)
    const kind = configuration === undefined ? null : kindOf(configuration)
    return configuration === undefined || kind === null ? [] : [{ configurationId, kind, configuration, vct: accreditedName(kind, configuration) }]
  })
  if (usable.length === 0) throw new Fault('offer_not_usable')
  const best = new Map(preferredFirst(usable, ({ kind }) => kind.format).toReversed().map((type) => [type.vct, type]))
  return usable.filter((type) => best.get(type.vct) === type)
}
