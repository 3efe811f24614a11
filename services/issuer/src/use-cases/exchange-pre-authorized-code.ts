import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { triesLeftMember, type AccessTokenRequest } from '@counterfoil/shared/oauth/access-token-request'
import { step } from '@counterfoil/service-kit/system/steps'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { narrowed, type GrantedRecords } from '../domain/access.ts'
import type { Authority } from '../domain/authority.ts'
import { accessTokenLifetime, type AccessToken, type PreAuthorizedCode } from '../domain/credential-offer.ts'
import type { CredentialOffers, DraftSeals, FoundOffer } from '../ports.ts'

export interface ExchangePorts {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface Exchanged {
  readonly token: AccessToken
  /** Whether it is bound to the key that was proven. */
  readonly isBound: boolean
  readonly offer: Pick<FoundOffer, 'id' | 'typeId'>
  /** What the wallet named of what was offered; empty when it named nothing. */
  readonly accesses: readonly GrantedRecords[]
  /** To be called when the answer has left for the wallet: from then on the code is used. */
  readonly answered: () => Promise<void>
}

/**
 * Redeems a code once for an access token, and moves the draft's key from the code to the token. The wallet that did may ask
 * again, while nothing was issued: its answer may have been lost, and the older token ends. Anybody else who comes with it afterwards is told of in the audit. With the
 * thumbprint of a key that was proven, the token is bound to it, and finds and opens nothing without. Refuses `offer_not_redeemable`, `wrong_tx_code`, `offer_locked`, `tx_code_missing`, `tx_code_unexpected`,
 * `invalid_authorization_details`.
 * @see OpenID4VCI 1.0, section 6
 */
export const exchangePreAuthorizedCode =
  ({ clock, seals, offers, configurations }: ExchangePorts) =>
  async (authority: Authority, request: AccessTokenRequest, jkt: string | null = null): Promise<Exchanged> => {
    const now = clock.now()
    const code = seals.ofCode(request.preAuthorizedCode as PreAuthorizedCode)
    const retryHash = request.retryKey === null ? null : seals.retryHashOf(request.retryKey)
    const offer = await offers.find(authority.id, code.lookup, now)
    if (!isOpenTo(offer, retryHash)) {
      await offers.noteReuse(authority.id, { codeLookup: code.lookup, retryHash, now })
      throw new Refusal('offer_not_redeemable')
    }
    if (offer.state === 'locked') throw locked()
    mustTakeTxCode(offer, request.txCode)
    const accesses = request.details.length === 0 ? [] : narrowed([{ typeId: offer.typeId, byScope: false, configurations: null }], request.details, configurations)
    step('token.read')
    const token = seals.newToken()
    const ofToken = seals.ofToken(jkt === null ? token : seals.boundTo(token, jkt))
    const redemption = {
      authority: authority.id,
      id: offer.id,
      codeLookup: code.lookup,
      txCodeHash: request.txCode === null ? null : code.txCodeHash(request.txCode),
      retryHash,
      tokenLookup: ofToken.lookup,
      tokenWrappedKey: code.rewrap(ofToken, offer.id, offer.wrappedKey),
      tokenExpiresAt: plus(now, accessTokenLifetime),
      configurations: accesses[0]?.configurations ?? null,
      now,
    }
    const outcome = await offers.redeem(redemption)
    step('token.claimed')
    if (typeof outcome === 'object') throw new Refusal('wrong_tx_code', { members: { [triesLeftMember]: outcome.triesLeft } })
    if (outcome === 'locked') throw locked()
    if (outcome === 'not_redeemable') throw new Refusal('offer_not_redeemable')
    return { token, isBound: jkt !== null, offer, accesses: accesses.map((access) => ({ ...access, records: [null] })), answered: () => offers.confirmRedeemed(redemption) }
  }

const locked = (): Refusal => new Refusal('offer_locked', { members: { [triesLeftMember]: 0 } })

/** A claimed code is open to nobody but the wallet that claimed it. */
const isOpenTo = (offer: FoundOffer | null, retryHash: string | null): offer is FoundOffer => offer !== null && (offer.state !== 'claimed' || (retryHash !== null && offer.retryHash === retryHash))

/** What can be told without counting a try. */
function mustTakeTxCode(offer: FoundOffer, txCode: string | null): void {
  if (offer.needsTxCode && txCode === null) throw new Refusal('tx_code_missing')
  if (!offer.needsTxCode && txCode !== null) throw new Refusal('tx_code_unexpected')
}
