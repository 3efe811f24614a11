import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Authority } from '../domain/authority.ts'
import type { OfferSecret, PreAuthorizedCode } from '../domain/credential-offer.ts'
import { inBothLanguages, usualTxCode, type TxCodeShape } from '../domain/tx-code.ts'
import type { CredentialOffers, DraftSeals } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  /** Whether a wallet has to be told which server exchanges the code: this one. */
  readonly hasSeveralServers?: boolean
}

/**
 * The offer behind a link. Its code follows from the link's secret and is stored nowhere. Refuses `not_found` for a
 * used, expired, withdrawn or unknown one alike. @see OpenID4VCI 1.0, section 4.1.3
 */
export const showCredentialOffer =
  ({ clock, seals, offers, configurations, hasSeveralServers = false }: Ports) =>
  async (authority: Authority, secret: OfferSecret): Promise<JsonObject> => {
    const code = seals.codeOf(secret)
    const ofCode = seals.ofCode(code)
    const offer = await offers.find(authority.id, ofCode.lookup, clock.now())
    if (offer === null || offer.state !== 'open') throw new Refusal('not_found')
    const shape = offer.sealedTxCode === null ? usualTxCode : ofCode.openTxCode(offer.id, offer.sealedTxCode)
    return offerUnder({ configurations, hasSeveralServers }, authority, { typeId: offer.typeId, code, txCodeShape: offer.needsTxCode ? shape : null })
  }

interface OfferUnder {
  readonly typeId: string
  readonly code: PreAuthorizedCode
  /** Null for an offer without a transaction code. */
  readonly txCodeShape: TxCodeShape | null
}

/** The offer of a type under a code. @see OpenID4VCI 1.0, section 4.1.1 */
export const offerUnder = ({ configurations, hasSeveralServers = false }: Pick<Ports, 'configurations' | 'hasSeveralServers'>, authority: Authority, { typeId, code, txCodeShape }: OfferUnder): JsonObject =>
  credentialOfferObject({
    credentialIssuer: authority.identifier,
    configurationIds: [...configurations.values()].filter(({ type }) => type.id === typeId).map(({ id }) => id),
    preAuthorizedCode: code,
    authorizationServer: hasSeveralServers ? authority.identifier : null,
    txCode: txCodeShape === null ? null : described(authority, txCodeShape),
  })

function described({ name }: Authority, shape: TxCodeShape): TxCodeShape {
  const [what, hwn] = shape.inputMode === 'numeric' ? ['number', 'y rhif hwn'] : ['code', 'y cod hwn']
  return { ...shape, description: shape.description ?? inBothLanguages({ en: `${name.en} sent you this ${what}.`, cy: `Anfonodd ${name.cy} ${hwn} atoch.` }) }
}
