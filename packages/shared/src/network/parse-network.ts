import { didWebUrl } from '../did/did-web-url.ts'
import { isNumericDate } from '../kernel/branded.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { isReadable } from '../kernel/plain-text.ts'
import { parsePublicJwk } from '../did/public-jwk.ts'
import type { AnyNetwork, KnownRequesters, WalletNetwork } from './network.ts'

/** First parts of addresses that services use themselves, so that no authority may have them for its id. */
const reserved = new Set(['assets', 'collect', 'docs', 'health', 'staff', 'types'])
const idPattern = /^[a-z][a-z0-9-]{0,62}$/

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
/** Names are shown on screens and terminals. */
const isName = (value: unknown): value is string => isText(value) && value.length <= 200 && isReadable(value)
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isWebAddress = (value: unknown): boolean => isText(value) && URL.canParse(value) && /^https?:/.test(value)
const isCertified = (value: unknown): value is JsonObject => isJsonObject(value) && isText(value['kid']) && areTexts(value['x5c'])
const isNext = (value: unknown): boolean => isCertified(value) && isNumericDate(value['signsFrom'])
const isKey = (value: unknown): boolean => isCertified(value) && (value['next'] === undefined || isNext(value['next']))
const holds = (value: unknown, checks: Readonly<Record<string, (member: unknown) => boolean>>): string[] =>
  isJsonObject(value) ? Object.entries(checks).flatMap(([name, isRight]) => (isRight(value[name]) ? [] : [name])) : ['everything']
const is = (checks: Readonly<Record<string, (member: unknown) => boolean>>) => (value: unknown): boolean => holds(value, checks).length === 0

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0
const ledgerChecks = {
  rpcUrl: isWebAddress,
  otherRpcUrls: (value: unknown) => value === undefined || (Array.isArray(value) && value.every(isWebAddress)),
  readQuorum: (value: unknown) => value === undefined || isCount(value),
  chainId: isCount,
  registry: isText,
  registryCode: (value: unknown) => value === undefined || (isText(value) && /^0x[0-9a-fA-F]{64}$/.test(value)),
  longestSilence: (value: unknown) => value === undefined || isCount(value),
  consortium: isText,
}
const listChecks = {
  url: isWebAddress,
  consortium: (value: unknown) => isText(value) && didWebUrl(value) !== null,
  founding: (value: unknown) => isText(value) && /^[A-Za-z0-9_-]{43}$/.test(value),
}
const authorityChecks = {
  id: (value: unknown) => isText(value) && idPattern.test(value) && !reserved.has(value),
  letter: (value: unknown) => isText(value) && value.length === 1,
  name: is({ en: isName, cy: isName }),
  did: isText,
  issuerUrl: isWebAddress,
  verifierUrl: isWebAddress,
  keys: is({ credential: isKey, status: isKey, request: isKey }),
}

/** A network as its file tells it, or what the file lacks or has wrong, by name. */
export function parseNetwork(value: unknown): AnyNetwork | { readonly wrong: readonly string[] } {
  if (!isJsonObject(value)) return { wrong: ['everything'] }
  const wrong = [
    ...wrongOfTrust(value),
    ...holds(value, { typesUrl: isWebAddress, trustAnchors: areTexts }),
    ...wrongOfAuthorities(value['authorities']),
  ]
  return wrong.length > 0 ? { wrong } : (value as unknown as AnyNetwork) // every member was checked
}

/** What wallets are told of a network, or null when it can't be used. */
export const parseWalletNetwork = (value: unknown): WalletNetwork | null =>
  isJsonObject(value) && wrongOfTrust(value).length === 0 && isAbsentOr(areTexts)(value['trustAnchors']) && isAbsentOr(isKnownRequesters)(value['requesters']) && isAbsentOr(is({ attests: isBoolean, relays: isBoolean }))(value['server']) ? (value as unknown as WalletNetwork) : null // every member was checked

const isAbsentOr =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isRight(value)
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isP256 = (value: unknown): boolean => isJsonObject(value) && parsePublicJwk(value)?.crv === 'P-256'
const isAttester = (value: unknown): boolean => isJsonObject(value) && isText(value['iss']) && isName(value['name']) && isJsonObject(value['jwks']) && Array.isArray(value['jwks']['keys']) && value['jwks']['keys'].every(isP256)

/** Whether this says by whom requesters beyond the network are known. */
export const isKnownRequesters = (value: unknown): value is KnownRequesters =>
  isJsonObject(value) && areTexts(value['anchors']) && Array.isArray(value['attesters']) && value['attesters'].every(isAttester)

function wrongOfTrust(value: JsonObject): string[] {
  const { trust, ledger } = value
  if (trust === undefined || (isJsonObject(trust) && trust['kind'] === 'erc1056')) return holds(ledger, ledgerChecks).map((name) => `ledger.${name}`)
  if (!isJsonObject(trust) || trust['kind'] !== 'signed-list') return ['trust.kind']
  return [...holds(trust, listChecks).map((name) => `trust.${name}`), ...(ledger === undefined ? [] : ['ledger (a signed list has none)'])]
}

function wrongOfAuthorities(authorities: unknown): string[] {
  if (!Array.isArray(authorities) || authorities.length === 0) return ['authorities']
  const wrong = authorities.flatMap((authority: unknown, place) => holds(authority, authorityChecks).map((name) => `authorities[${place}].${name}`))
  const ids = authorities.map((authority: unknown) => (authority as JsonObject | null)?.['id'])
  return new Set(ids).size === ids.length ? wrong : [...wrong, 'authorities (two of one id)']
}
