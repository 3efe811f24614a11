import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { decodeJwt } from 'jose'
import { presentMdoc, readMdoc, statusOfMdoc, verifyMdoc } from '../../support/mdocs.ts'
import { signedBy, walletKey, type WalletKey } from '../../support/outside-wallet.ts'
import type { TokenAnswer } from './one-login.ts'
import { didKeyOf } from '../../support/did-key.ts'
import { entryOf, fetchText, verifyByKid, type StatusPlace } from './wallet-tools.ts'

// The GOV.UK Wallet, written from https://docs.wallet.service.gov.uk and the test harness that is published beside it (May 2026): a deep link with
// the offer by value, metadata at the appended address, a code exchanged at One Login, one `proof` whose `kid` is a did:key, an mdoc under an IACA.

export interface GovukCredential {
  readonly credential: string
  readonly notificationId: string
  readonly docType: string
  readonly status: StatusPlace
  readonly validity: { readonly signed: Date; readonly validUntil: Date; readonly expectedUpdate: Date | undefined }
}

interface Metadata {
  readonly credential_issuer: string
  readonly authorization_servers: readonly string[]
  readonly credential_endpoint: string
  readonly notification_endpoint: string
  readonly mdoc_iacas_uri: string
  readonly credential_configurations_supported: Readonly<Record<string, { readonly format: string; readonly doctype: string; readonly credential_validity_period_max_days: number; readonly credential_refresh_web_journey_url: string }>>
}

interface Offer {
  readonly credential_issuer: string
  readonly credential_configuration_ids: readonly string[]
  readonly grants: Readonly<Record<string, { readonly 'pre-authorized_code': string }>>
}

/** The wallet names its key without a fragment. */
export const proofOf = (key: WalletKey, { nonce, aud, ...changes }: { readonly nonce: unknown; readonly aud: string } & Readonly<Record<string, unknown>>): string =>
  signedBy(key, { typ: 'openid4vci-proof+jwt', kid: didKeyOf(key.jwk) }, { iss: 'urn:fdc:gov:uk:wallet', aud, iat: Math.floor(Date.now() / 1000), nonce, ...changes })

/** Of a deep link; nothing but what the documentation lists may be in it. */
export function offerIn(link: string): Offer {
  const offer = JSON.parse(new URL(link).searchParams.get('credential_offer') ?? '') as Offer
  if (Object.keys(offer).sort().join(' ') !== 'credential_configuration_ids credential_issuer grants' || offer.credential_configuration_ids.length !== 1) throw new Error('not an offer as it is documented')
  return offer
}

export const codeIn = (offer: Offer): string => offer.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''

export async function metadataOf(issuer: string): Promise<Metadata> {
  const metadata = JSON.parse(await fetchText(`${issuer}/.well-known/openid-credential-issuer`, 'application/json')) as Metadata
  if (metadata.credential_issuer !== issuer || metadata.authorization_servers.length !== 1) throw new Error('metadata of another issuer')
  return metadata
}

/** What the wallet posts, whatever comes of it. */
export const askCredential = (endpoint: string, token: string, proof: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(endpoint, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }, body: JSON.stringify({ proof: { proof_type: 'jwt', jwt: proof } }) })

/** The certificates that verifiers of these mdocs trust. */
export async function rootsOf({ mdoc_iacas_uri: uri }: Metadata): Promise<readonly string[]> {
  const { data } = JSON.parse(await fetchText(uri, 'application/json')) as { data: readonly { readonly active: boolean; readonly certificatePem: string; readonly certificateData: { readonly country: string } }[] }
  if (data.some(({ active, certificateData }) => !active || certificateData.country !== 'GB')) throw new Error('not an IACA of this country')
  return data.map(({ certificatePem }) => certificatePem)
}

export interface GovukWallet {
  collect(link: string): Promise<GovukCredential>
  /** With a new token of One Login's, which names no credential. */
  refresh(issuer: string, configurationId: string, token: string): Promise<GovukCredential>
  /** 204 when it was heard. */
  notify(credential: GovukCredential, event: string): Promise<number>
  statusOf(credential: GovukCredential): Promise<number>
}

export function govukWallet(): GovukWallet {
  const tokens = new Map<GovukCredential, { readonly token: string; readonly endpoint: string }>()

  const take = async (issuer: string, configurationId: string, token: string): Promise<GovukCredential> => {
    const metadata = await metadataOf(issuer)
    const configuration = metadata.credential_configurations_supported[configurationId]
    if (configuration?.format !== 'mso_mdoc' || !configuration.credential_refresh_web_journey_url.startsWith('https://') || configuration.credential_validity_period_max_days < 1) throw new Error('not a configuration as it is documented')
    const key = walletKey()
    const answer = await askCredential(metadata.credential_endpoint, token, proofOf(key, { nonce: decodeJwt(token)['c_nonce'], aud: issuer }))
    if (answer.status !== 200) throw new Error(`the issuer answers ${answer.status}: ${await answer.text()}`)
    const { credentials, notification_id: notificationId } = (await answer.json()) as { credentials: readonly { readonly credential: string }[]; notification_id: string }
    const credential = credentials[0]?.credential ?? ''
    const { doctype: docType } = configuration
    const namespace = Object.keys(readMdoc(credential, docType).documents[0]?.issuerSigned.nameSpaces ?? {})[0] ?? ''
    const judged = await verifyMdoc(await presentMdoc(credential, { docType, namespace, elements: ['badge_number', 'expires_on'], key: key.privateKey }), await rootsOf(metadata))
    const { validityInfo } = judged.documents[0]?.issuerSigned.issuerAuth.decodedPayload ?? {}
    if (validityInfo === undefined) throw new Error('no dates')
    const got: GovukCredential = { credential, notificationId, docType, status: statusOfMdoc(credential, docType), validity: { signed: validityInfo.signed, validUntil: validityInfo.validUntil, expectedUpdate: validityInfo.expectedUpdate } }
    tokens.set(got, { token, endpoint: metadata.notification_endpoint })
    return got
  }

  return {
    collect: async (link) => {
      const offer = offerIn(link)
      const { authorization_servers: [server = ''] } = await metadataOf(offer.credential_issuer)
      const answer = await fetch(`${server}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': codeIn(offer) }) })
      if (answer.status !== 200) throw new Error(`One Login answers ${answer.status}: ${await answer.text()}`)
      const { access_token: token } = (await answer.json()) as TokenAnswer
      return take(offer.credential_issuer, offer.credential_configuration_ids[0] ?? '', token)
    },
    refresh: take,
    notify: async (credential, event) => {
      const { token, endpoint } = tokens.get(credential) ?? { token: '', endpoint: '' }
      return (await fetch(endpoint, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ notification_id: credential.notificationId, event }) })).status
    },
    statusOf: async ({ status: { idx, uri } }) => {
      const { origin } = new URL(uri)
      const { keys } = JSON.parse(await fetchText(`${origin}/.well-known/jwks.json`, 'application/json')) as { keys: readonly { readonly kid: string }[] }
      const { claims } = await verifyByKid(await fetchText(uri, 'application/statuslist+jwt'), async (kid) => keys.find((one) => one.kid === kid) ?? {}, 'statuslist+jwt')
      if (claims.sub !== uri) throw new Error('the list of another address')
      return entryOf(claims, idx)
    },
  }
}
