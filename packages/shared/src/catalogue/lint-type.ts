import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { contrast } from './contrast.ts'
import { statusKinds } from './credential-type.ts'
import { isTranslated } from './lint-words.ts'

const members = new Set(['id', 'version', 'name', 'description', 'validityDays', 'endsOn', 'issuing', 'keyAttestation', 'renewal', 'lifeEvents', 'statusKinds', 'offeredWhen', 'several', 'card', 'w3cTypes', 'decoys', 'mdoc', 'schema', 'claims'])

const isWhole = (value: unknown, least: number, most: number): boolean => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most

/** What is wrong with the facts of a type beside its claims. */
export function lintFacts(value: JsonObject): string[] {
  const { id, version, validityDays, issuing, renewal, w3cTypes, offeredWhen } = value
  const problems = Object.keys(value).filter((member) => !members.has(member)).map((member) => `${member} is not a member that this catalogue knows`)
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]{0,40}$/.test(id)) problems.push('id must be lower-case words with hyphens')
  if (!isWhole(version, 1, 9999)) problems.push('version must be a whole number from 1')
  if (!isWhole(validityDays, 1, 3660)) problems.push('validityDays must be a whole number from 1 to 3660')
  if (issuing !== undefined && issuing !== 'from-record' && issuing !== 'deferred') problems.push('issuing must be "from-record" or "deferred", or left out')
  const opens = isJsonObject(renewal) ? renewal['opensDaysBefore'] : undefined
  if (!isWhole(opens, 0, 366)) problems.push('renewal.opensDaysBefore must be a whole number from 0 to 366')
  if (!Array.isArray(w3cTypes) || w3cTypes[0] !== 'VerifiableCredential' || w3cTypes.length !== 2 || !/^[A-Z][A-Za-z0-9]*$/.test(String(w3cTypes[1]))) {
    problems.push('w3cTypes must be "VerifiableCredential" and one more, like "ResidencyCredential"')
  }
  if (typeof offeredWhen !== 'string' || offeredWhen === '') problems.push('offeredWhen must name a field of the record')
  if (value['decoys'] !== undefined && typeof value['decoys'] !== 'boolean') problems.push('decoys must be true or false, or left out')
  return [...problems, ...lintStatusKinds(value['statusKinds']), ...lintKeyAttestation(value['keyAttestation'])]
}

function lintStatusKinds(kinds: unknown): string[] {
  if (!Array.isArray(kinds) || kinds.length === 0) return ['statusKinds must list how it may stop to stand: "revocation", "suspension"']
  const unknown = kinds.filter((kind) => !(statusKinds as readonly unknown[]).includes(kind)).map((kind) => `statusKinds names "${String(kind)}", which is not one of ${statusKinds.join(', ')}`)
  if (new Set(kinds).size !== kinds.length) unknown.push('statusKinds names one twice')
  return kinds.includes('revocation') ? unknown : [...unknown, 'statusKinds must have "revocation": what was issued in error must be taken back']
}

/** @see OpenID4VCI 1.0, appendix D.2 */
function lintKeyAttestation(policy: unknown): string[] {
  if (policy === undefined) return []
  const isPolicy = isJsonObject(policy) && Object.entries(policy).every(([name, values]) => ['keyStorage', 'userAuthentication'].includes(name) && Array.isArray(values) && values.length > 0 && values.every((one) => typeof one === 'string' && one !== ''))
  return isPolicy ? [] : ['keyAttestation may have "keyStorage" and "userAuthentication", each a list like ["iso_18045_moderate"]']
}

export const lintWords = (value: JsonObject): string[] =>
  ['name', 'description'].filter((member) => !isTranslated(value[member])).map((member) => `${member} lacks its English or Welsh`)

const isColour = (value: unknown): value is string => typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value)

/** @see WCAG 2.2, success criteria 1.1.1 and 1.4.3 */
export function lintCard(card: unknown): string[] {
  if (!isJsonObject(card)) return ['card must be an object']
  const { background, text, alt } = card
  const problems = isTranslated(alt) ? [] : ['card.alt lacks its English or Welsh']
  if (!isColour(background) || !isColour(text)) return [...problems, 'card.background and card.text must be colours like #1d3c6e']
  if (contrast(background, text) < 4.5) problems.push('card.text on card.background has a contrast below 4.5')
  return problems
}
