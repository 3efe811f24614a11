import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { parseCredentialOffer, parseOfferQuery, type CredentialOffer, type OfferLink } from '@counterfoil/shared/oid4vci/credential-offer'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import type { ClaimLabel } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'

/** An offer that was looked into and may be shown: who offers what, and where to collect it. */
export interface ReceivedOffer {
  readonly offer: CredentialOffer
  readonly authority: ListedAuthority
  readonly configurationId: string
  readonly vct: string
  readonly name: Bilingual
  readonly labels: readonly ClaimLabel[]
  readonly card: { readonly background: string; readonly text: string }
  readonly endpoints: { readonly token: string; readonly nonce: string; readonly credential: string; readonly notification: string | null }
}

/** The offer that a link or a scanned or pasted text carries. */
export function offerLinkOf(text: string): OfferLink {
  const link = parseOfferQuery(new URLSearchParams(text.slice(text.indexOf('?') + 1)))
  if (link === null) throw new Fault('link_not_understood')
  return link
}

/** The address of a well-known document: its name goes between host and path. @see OpenID4VCI 1.0, section 12.2.2 */
export function wellKnown(identifier: string, name: string): string {
  const url = new URL(identifier)
  return `${url.origin}/.well-known/${name}${url.pathname === '/' ? '' : url.pathname}`
}

/** Opens an offer: fetches it, believes its issuer only when the ledger lists and accredits it, and reads what it holds. */
export const receiveOffer =
  ({ http, trust }: Pick<World, 'http' | 'trust'>) =>
  async (link: OfferLink): Promise<ReceivedOffer> => {
    const offer = link.by === 'value' ? link.offer : await fetchOffer(http, link.uri)
    const authority = await trust.byIssuer(offer.credentialIssuer)
    if (authority === null) throw new Fault('issuer_unknown')
    const metadata = await fetchObject(http, wellKnown(offer.credentialIssuer, 'openid-credential-issuer'))
    const server = await fetchObject(http, wellKnown(offer.credentialIssuer, 'oauth-authorization-server'))
    if (metadata['credential_issuer'] !== offer.credentialIssuer || server['issuer'] !== offer.credentialIssuer) throw new Fault('offer_not_usable')
    const { id, configuration } = chooseConfiguration(metadata, offer.configurationIds)
    const vct = textOf(configuration['vct'])
    if (!(await trust.isAccredited('issue', vct, authority.did))) throw new Fault('issuer_not_accredited')
    const within = (value: Json | undefined): string => {
      const url = textOf(value)
      if (!url.startsWith(`${offer.credentialIssuer}/`)) throw new Fault('offer_not_usable')
      return url
    }
    return {
      offer,
      authority,
      configurationId: id,
      vct,
      ...displayOf(configuration),
      endpoints: {
        token: within(server['token_endpoint']),
        nonce: within(metadata['nonce_endpoint']),
        credential: within(metadata['credential_endpoint']),
        notification: metadata['notification_endpoint'] === undefined ? null : within(metadata['notification_endpoint']),
      },
    }
  }

async function fetchOffer(http: World['http'], uri: string): Promise<CredentialOffer> {
  if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) throw new Fault('link_not_understood')
  const { status, json } = await http.get(uri, 'application/json')
  if (status === 404) throw new Fault('offer_gone')
  const offer = status === 200 ? parseCredentialOffer(json) : null
  if (offer === null) throw new Fault('offer_not_usable')
  return offer
}

async function fetchObject(http: World['http'], url: string): Promise<JsonObject> {
  const { status, json } = await http.get(url, 'application/json')
  if (status !== 200) throw new Fault('offer_not_usable')
  return json
}

const textOf = (value: Json | undefined): string => {
  if (typeof value !== 'string' || value === '') throw new Fault('offer_not_usable')
  return value
}

function chooseConfiguration(metadata: JsonObject, ids: readonly string[]): { id: string; configuration: JsonObject } {
  const supported = metadata['credential_configurations_supported']
  for (const id of ids) {
    const configuration = isJsonObject(supported) && Object.hasOwn(supported, id) ? supported[id] : undefined
    if (isJsonObject(configuration) && configuration['format'] === 'dc+sd-jwt') return { id, configuration }
  }
  throw new Fault('offer_not_usable')
}

const longestName = 80
// Names come from outside: no control characters and nothing that turns the reading direction.
const plain = (value: Json | undefined): string => (typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, longestName) : '')

function bilingualName(display: Json | undefined, fallback: string): Bilingual {
  const entries = Array.isArray(display) ? display.filter(isJsonObject) : []
  const inLanguage = (language: string): string => plain(entries.find(({ locale }) => typeof locale === 'string' && locale.startsWith(language))?.['name'])
  const en = inLanguage('en') || plain(entries[0]?.['name']) || fallback
  return { en, cy: inLanguage('cy') || en }
}

const colour = (value: Json | undefined, fallback: string): string => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : fallback)

function displayOf(configuration: JsonObject): Pick<ReceivedOffer, 'name' | 'labels' | 'card'> {
  const metadata = isJsonObject(configuration['credential_metadata']) ? configuration['credential_metadata'] : {}
  const claims = Array.isArray(metadata['claims']) ? metadata['claims'].filter(isJsonObject) : []
  const [first] = Array.isArray(metadata['display']) ? metadata['display'].filter(isJsonObject) : []
  return {
    name: bilingualName(metadata['display'], 'Credential'),
    card: { background: colour(first?.['background_color'], '#1d3d5c'), text: colour(first?.['text_color'], '#ffffff') },
    labels: claims.slice(0, 60).flatMap(({ path, display }) =>
      Array.isArray(path) && path.every((name) => typeof name === 'string') ? [{ path: path, label: bilingualName(display, path.join(' ')) }] : [],
    ),
  }
}
