import { plus, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { credentialOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Authority } from '../../domain/authority.ts'
import type { OfferSecret, TxCode, WalletOffer } from '../../domain/credential-offer.ts'
import type { CredentialOffers, DraftSeals, RecordSource } from '../../ports.ts'
import type { CaseReferences } from '../../ports/council-api.ts'
import { prepareOffer, type OfferToMake } from '../make-credential-offer.ts'

export interface GovukOfferPorts {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly newUuid: () => string
  readonly signJwt: (authority: Authority, claims: JsonObject) => Promise<string>
  /** The column of the record with who the citizen is to the wallet. */
  readonly subjectColumn: string
  readonly authorizationServer: string
  readonly clientId: string
  readonly walletLink: string
}

/** Codes live no longer than this. @see https://docs.wallet.service.gov.uk/issue-credentials/credential-offer */
export const codeLifetime = seconds(60 * 60)

/** The wallet's configuration of a type; null where the type isn't issued so. */
export const govukConfiguration = (configurations: ReadonlyMap<string, CredentialConfiguration>, typeId: string): CredentialConfiguration | null =>
  [...configurations.values()].find(({ type }) => type.id === typeId) ?? null

/**
 * Makes an offer as any other, but that its secret is the credential identifier, and whose wallet it is takes the place of the transaction
 * code: who else comes with the identifier is refused, counted, and locked out. False when this very offer was made before.
 */
export async function sealForWallet({ seals, offers, ...ports }: GovukOfferPorts, { staff, ...toMake }: OfferToMake, { identifier, subject }: { readonly identifier: string; readonly subject: string }): Promise<boolean> {
  const secrets = { secret: identifier as OfferSecret, typedCode: null, txCode: subject as TxCode, txCodeShape: null }
  const offer = prepareOffer(ports, seals, secrets, { ...toMake, madeBy: `staff:${staff.subject}`, caseReference: null })
  return offers.make({ ...offer, expiresAt: plus(offer.madeAt, codeLifetime) })
}

/**
 * An offer for the GOV.UK Wallet: by value, with a code that the issuer signed and that an authorization server outside exchanges. Null when this
 * very offer was made before. Refuses `record_incomplete` for somebody whose wallet isn't known.
 */
export const makeGovukOffer =
  (ports: GovukOfferPorts) =>
  async (offer: OfferToMake): Promise<WalletOffer | null> => {
    const { authority, person, type } = offer
    const identifier = ports.newUuid()
    mustHave(ports.configurations, type.id)
    if (!(await sealForWallet(ports, offer, { identifier, subject: subjectOf(person.fields, ports.subjectColumn) }))) return null
    const expiresAt = plus(ports.clock.now(), codeLifetime)
    const { link } = await signedOffer(ports, authority, { typeId: type.id, identifier, expiresAt })
    return { link, txCode: null, expiresAt }
  }

/** The offer of a type under a credential identifier, with a code that is signed for it now. */
export async function signedOffer(ports: Pick<GovukOfferPorts, 'clock' | 'configurations' | 'signJwt' | 'authorizationServer' | 'clientId' | 'walletLink'>, authority: Authority, { typeId, identifier, expiresAt }: { readonly typeId: string; readonly identifier: string; readonly expiresAt: EpochSeconds }): Promise<{ readonly link: string; readonly value: JsonObject }> {
  const configuration = mustHave(ports.configurations, typeId)
  const preAuthorizedCode = await ports.signJwt(authority, { iss: authority.identifier, aud: ports.authorizationServer, clientId: ports.clientId, credential_identifiers: [identifier], iat: ports.clock.now(), exp: expiresAt })
  const value = credentialOfferObject({ credentialIssuer: authority.identifier, configurationIds: [configuration.id], preAuthorizedCode, txCode: null })
  return { link: `${ports.walletLink}?credential_offer=${encodeURIComponent(JSON.stringify(value))}`, value }
}

function mustHave(configurations: GovukOfferPorts['configurations'], typeId: string): CredentialConfiguration {
  const configuration = govukConfiguration(configurations, typeId)
  if (configuration === null) throw new Refusal('conflict', { detail: `${typeId} is not issued to this wallet` })
  return configuration
}

/** Who somebody is to the wallet, in the place of a transaction code. Refuses `record_incomplete`. */
export function subjectOf(fields: ReadonlyMap<string, string>, column: string): TxCode {
  const subject = fields.get(column)?.trim() ?? ''
  if (subject === '') throw new Refusal('record_incomplete', { detail: `nothing in ${column}` })
  return subject as TxCode
}
