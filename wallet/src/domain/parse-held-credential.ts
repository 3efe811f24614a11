import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { parsePicture } from './card-picture.ts'
import { isPublicKey } from './public-key.ts'
import { standingStates, type BitstringPlace, type CardLook, type ClaimLabel, type CredentialCopy, type HeldCredential, type IssuerGrant, type Standing } from './held-credential.ts'

const plainCard = { background: '#1d3d5c', text: '#ffffff' } as const
const colour = /^#[0-9a-f]{6}$/i
const plainName: Bilingual = { en: 'Credential', cy: 'Tystysgrif' }

export const isBilingual = (value: Json | undefined): value is JsonObject & Bilingual => isJsonObject(value) && typeof value['en'] === 'string' && typeof value['cy'] === 'string'
const orNull = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null)

/**
 * A credential as the vault kept it, maybe by an earlier version of the wallet: what that one didn't know gets what it
 * would have had. Null when it lacks what no version can do without.
 */
export function parseHeldCredential(value: unknown): HeldCredential | null {
  if (!isJsonObject(value)) return null
  const { id, credential, issuer, vct, name, labels, card, claims, receivedAt, expiresAt, status, standing, unconfirmed, renewalDays, deletedAt, person, key, copies, shownFor, collectedBy, grant, renewed } = value
  if (typeof id !== 'string' || typeof credential !== 'string' || typeof vct !== 'string' || !isJsonObject(claims)) return null
  if (!isJsonObject(issuer) || typeof issuer['did'] !== 'string' || typeof issuer['url'] !== 'string' || !isBilingual(issuer['name'])) return null
  return {
    id,
    credential,
    ...(typeof key === 'string' ? { key } : {}),
    ...(Array.isArray(copies) ? { copies: copies.flatMap(parseCopy) } : {}),
    ...(typeof shownFor === 'string' ? { shownFor } : {}),
    issuer: issuer as unknown as HeldCredential['issuer'], // checked above
    vct,
    name: isBilingual(name) ? name : plainName,
    labels: Array.isArray(labels) ? (labels as unknown as ClaimLabel[]).filter(isLabel) : [],
    card: parseLook(card),
    claims,
    receivedAt: orNull(receivedAt) ?? 0,
    expiresAt: orNull(expiresAt),
    ...(typeof renewalDays === 'number' ? { renewalDays } : {}),
    status: parseStatus(status),
    ...parseFormat(value),
    standing: parseStanding(standing),
    ...(collectedBy === 'sign_in' || collectedBy === 'offer' ? { collectedBy } : {}),
    ...(isGrant(grant) ? { grant: grant as unknown as IssuerGrant } : {}),
    ...(isJsonObject(renewed) && typeof renewed['at'] === 'number' && Array.isArray(renewed['changed']) ? { renewed: renewed as unknown as NonNullable<HeldCredential['renewed']> } : {}),
    ...(typeof deletedAt === 'number' ? { deletedAt } : {}),
    ...(typeof person === 'string' ? { person } : {}),
    ...(isJsonObject(unconfirmed) ? { unconfirmed: unconfirmed as unknown as NonNullable<HeldCredential['unconfirmed']> } : {}), // written by this wallet alone
  }
}

const isGrant = (grant: Json | undefined): boolean => isJsonObject(grant) && typeof grant['configurationId'] === 'string' && typeof grant['refreshToken'] === 'string' && isPublicKey(grant['boundTo'])

function parseCopy(copy: Json): CredentialCopy[] {
  const { key, credential, status, bitstrings }: JsonObject = isJsonObject(copy) ? copy : {}
  return typeof key === 'string' && typeof credential === 'string' ? [{ key, credential, status: parseStatus(status), ...parseBitstrings(bitstrings) }] : []
}

const parseStatus = (status: Json | undefined): HeldCredential['status'] =>
  isJsonObject(status) && typeof status['uri'] === 'string' && typeof status['index'] === 'number' ? { uri: status['uri'], index: status['index'] } : null

/** How a credential looks, as it was kept; the plain look for what makes no sense. */
export function parseLook(card: Json | undefined): CardLook {
  if (!isJsonObject(card) || typeof card['background'] !== 'string' || typeof card['text'] !== 'string') return plainCard
  const { background, text, art } = card
  if (!colour.test(background) || !colour.test(text)) return plainCard
  const picture = parsePicture(art)
  if (picture === null || !isJsonObject(art) || !isBilingual(art['alt'])) return { background, text }
  return { background, text, art: { ...picture, alt: art['alt'] } }
}

const parseFormat = ({ format, bitstrings }: JsonObject): Pick<HeldCredential, 'format' | 'bitstrings'> => ({ ...(format === 'jwt_vc_json' || format === 'mso_mdoc' ? { format } : {}), ...parseBitstrings(bitstrings) })

const parseBitstrings = (places: Json | undefined): Pick<HeldCredential, 'bitstrings'> => (Array.isArray(places) ? { bitstrings: (places as unknown as BitstringPlace[]).filter(isBitstringPlace) } : {})

const isBitstringPlace = (place: unknown): boolean =>
  isJsonObject(place) && typeof place['uri'] === 'string' && typeof place['index'] === 'number' && (place['purpose'] === 'revocation' || place['purpose'] === 'suspension')

const isLabel = (label: unknown): boolean => isJsonObject(label) && Array.isArray(label['path']) && isBilingual(label['label'])

function parseStanding(value: Json | undefined): Standing {
  const { state, checkedAt, isStale, list }: JsonObject = isJsonObject(value) ? value : {}
  const known = standingStates.find((one) => one === state)
  if (known === undefined) return { state: 'unknown', checkedAt: null }
  const { issuedAt, usableUntil, freshUntil }: JsonObject = isJsonObject(list) ? list : {}
  return {
    state: known,
    checkedAt: orNull(checkedAt),
    ...(isStale === true ? { isStale } : {}),
    ...(typeof issuedAt === 'number' && typeof usableUntil === 'number' ? { list: { issuedAt, usableUntil, ...(typeof freshUntil === 'number' ? { freshUntil } : {}) } } : {}),
  }
}
