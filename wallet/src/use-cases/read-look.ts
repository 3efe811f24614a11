import { isJsonObject, type Bilingual, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { isIssuersOwn } from '../domain/callable-address.ts'
import { isDataUrl, pictureOf, pictureWithin, type CardPicture } from '../domain/card-picture.ts'
import type { CardLook, ClaimLabel } from '../domain/held-credential.ts'
import { plainName } from '../domain/plain-name.ts'
import type { World } from '../ports.ts'

/** What an issuer's metadata says of how a credential looks and what its claims are called. Anybody may have written it. */
export interface CredentialLook {
  readonly name: Bilingual
  readonly labels: readonly ClaimLabel[]
  readonly card: CardLook
  /** How many days before its end it may be renewed, where its issuer says so. */
  readonly renewalDays?: number
}

const mostLabels = 60
const mostValues = 40
const longestRenewal = 366
const colour = (value: Json | undefined, fallback: string): string => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : fallback)
const objectsIn = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])

/** Words of one member in both languages; the other language's where one is missing. */
function bilingual(display: Json | undefined, textOf: (entry: JsonObject) => Json | undefined, fallback: string): Bilingual {
  const entries = objectsIn(display)
  const inLanguage = (language: string): string => {
    const entry = entries.find(({ locale }) => typeof locale === 'string' && locale.startsWith(language))
    return plainName(entry === undefined ? undefined : textOf(entry))
  }
  const [first] = entries
  const en = inLanguage('en') || plainName(first === undefined ? undefined : textOf(first)) || fallback
  return { en, cy: inLanguage('cy') || en }
}

const nameIn = (display: Json | undefined, fallback: string): Bilingual => bilingual(display, ({ name }) => name, fallback)

const metadataOf = ({ credential_metadata: metadata }: JsonObject): JsonObject => (isJsonObject(metadata) ? metadata : {})

/** What people call a type. */
export const nameOfConfiguration = (configuration: JsonObject): Bilingual => nameIn(metadataOf(configuration)['display'], 'Credential')

/**
 * Reads how a credential looks. Its picture comes with the metadata, or is fetched from the issuer itself and from nobody else,
 * who would learn that an offer was opened; one that can't be shown whoever made it, or doesn't come, is left out.
 * @see HAIP 1.0, section 4.1
 */
export async function readLook({ http }: Pick<World, 'http'>, configuration: JsonObject, issuer: string): Promise<CredentialLook> {
  const { display, claims, renewal } = metadataOf(configuration)
  const [first] = objectsIn(display)
  const art = await fetchArt(http, first?.['logo'], issuer)
  const alt = bilingual(display, ({ logo }) => (isJsonObject(logo) ? logo['alt_text'] : undefined), '')
  return {
    name: nameOfConfiguration(configuration),
    card: { background: colour(first?.['background_color'], '#1d3d5c'), text: colour(first?.['text_color'], '#ffffff'), ...(art === null ? {} : { art: { ...art, alt } }) },
    labels: objectsIn(claims).slice(0, mostLabels).flatMap(labelOf),
    ...renewalIn(renewal),
  }
}

function renewalIn(renewal: Json | undefined): Pick<CredentialLook, 'renewalDays'> {
  const days = isJsonObject(renewal) ? renewal['opens_days_before'] : undefined
  return typeof days === 'number' && Number.isInteger(days) && days >= 0 && days <= longestRenewal ? { renewalDays: days } : {}
}

function labelOf({ path, display, value_names: names }: JsonObject): ClaimLabel[] {
  if (!Array.isArray(path) || !path.every((name) => typeof name === 'string')) return []
  const values = objectsIn(names).slice(0, mostValues).flatMap(({ value, display: words }): [string, Bilingual][] => (typeof value === 'string' ? [[value, nameIn(words, plainName(value))]] : []))
  return [{ path, label: nameIn(display, plainName(path.join(' '))), ...(values.length === 0 ? {} : { values: Object.fromEntries(values) }) }]
}

async function fetchArt(http: World['http'], logo: Json | undefined, issuer: string): Promise<CardPicture | null> {
  const uri = isJsonObject(logo) ? logo['uri'] : undefined
  if (isDataUrl(uri)) return pictureWithin(uri)
  if (!isIssuersOwn(uri, issuer)) return null
  try {
    const { status, bytes } = await http.getBytes(uri, 'image/svg+xml, image/png')
    return status === 200 ? pictureOf(bytes) : null
  } catch {
    return null
  }
}
