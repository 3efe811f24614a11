import { isCardArt } from '@counterfoil/shared/catalogue/card-art'
import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { CardLook, ClaimLabel, HeldCredential, Standing, StandingState } from './held-credential.ts'

const plainCard = { background: '#1d3d5c', text: '#ffffff' } as const
const plainName: Bilingual = { en: 'Credential', cy: 'Tystysgrif' }
const standingStates: readonly StandingState[] = ['active', 'suspended', 'withdrawn', 'expired', 'unknown']

const isBilingual = (value: Json | undefined): boolean => isJsonObject(value) && typeof value['en'] === 'string' && typeof value['cy'] === 'string'
const orNull = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null)

/**
 * A credential as the vault kept it, maybe by an earlier version of the wallet: what that one didn't know gets what it
 * would have had. Null when it lacks what no version can do without.
 */
export function parseHeldCredential(value: unknown): HeldCredential | null {
  if (!isJsonObject(value)) return null
  const { id, credential, issuer, vct, name, labels, card, claims, receivedAt, expiresAt, status, standing, unconfirmed, renewalDays } = value
  if (typeof id !== 'string' || typeof credential !== 'string' || typeof vct !== 'string' || !isJsonObject(claims)) return null
  if (!isJsonObject(issuer) || typeof issuer['did'] !== 'string' || typeof issuer['url'] !== 'string' || !isBilingual(issuer['name'])) return null
  return {
    id,
    credential,
    issuer: issuer as unknown as HeldCredential['issuer'], // checked above
    vct,
    name: isBilingual(name) ? (name as unknown as Bilingual) : plainName,
    labels: Array.isArray(labels) ? (labels as unknown as ClaimLabel[]).filter(isLabel) : [],
    card: parseLook(card),
    claims,
    receivedAt: orNull(receivedAt) ?? 0,
    expiresAt: orNull(expiresAt),
    ...(typeof renewalDays === 'number' ? { renewalDays } : {}),
    status: isJsonObject(status) && typeof status['uri'] === 'string' && typeof status['index'] === 'number' ? { uri: status['uri'], index: status['index'] } : null,
    standing: parseStanding(standing),
    ...(isJsonObject(unconfirmed) ? { unconfirmed: unconfirmed as unknown as NonNullable<HeldCredential['unconfirmed']> } : {}), // written by this wallet alone
  }
}

function parseLook(card: Json | undefined): CardLook {
  if (!isJsonObject(card) || typeof card['background'] !== 'string' || typeof card['text'] !== 'string') return plainCard
  const { background, text, art } = card
  if (!isJsonObject(art) || typeof art['svg'] !== 'string' || !isCardArt(art['svg']) || !isBilingual(art['alt'])) return { background, text }
  return { background, text, art: { svg: art['svg'], alt: art['alt'] as unknown as Bilingual } }
}

const isLabel = (label: unknown): boolean => isJsonObject(label) && Array.isArray(label['path']) && isBilingual(label['label'])

function parseStanding(value: Json | undefined): Standing {
  const { state, checkedAt, isStale, list }: JsonObject = isJsonObject(value) ? value : {}
  const known = standingStates.find((one) => one === state)
  if (known === undefined) return { state: 'unknown', checkedAt: null }
  const { issuedAt, usableUntil }: JsonObject = isJsonObject(list) ? list : {}
  return {
    state: known,
    checkedAt: orNull(checkedAt),
    ...(isStale === true ? { isStale } : {}),
    ...(typeof issuedAt === 'number' && typeof usableUntil === 'number' ? { list: { issuedAt, usableUntil } } : {}),
  }
}
