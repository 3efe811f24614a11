import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { isWebAddress } from '@counterfoil/shared/oid4vp/presentation-request'
import { isBilingual, parseLook } from './parse-held-credential.ts'
import { plainName } from './plain-name.ts'
import { parseRound } from './parse-round.ts'
import { noRecovery, type Recovery, type ToCollect } from './recovery.ts'

const orPlain = (name: Json | undefined): ToCollect['name'] | null => {
  const { en, cy } = isBilingual(name) ? name : { en: '', cy: '' }
  const plain = plainName(en)
  return plain === '' ? null : { en: plain, cy: plainName(cy) || plain }
}

/** Something to collect again, as a vault or a backup kept it. Null when it makes no sense. */
export function parseToCollect(value: unknown): ToCollect | null {
  if (!isJsonObject(value)) return null
  const { id, issuer, vct, collectedBy, person } = value
  const { did, url, name: issuerName } = isJsonObject(issuer) ? issuer : {}
  const [name, who] = [orPlain(value['name']), orPlain(issuerName)]
  if (typeof id !== 'string' || typeof vct !== 'string' || typeof did !== 'string' || typeof url !== 'string' || !isWebAddress(url) || name === null || who === null) return null
  return { id, issuer: { did, url, name: who }, vct, name, card: parseLook(value['card']), collectedBy: collectedBy === 'sign_in' || collectedBy === 'offer' ? collectedBy : null, ...(typeof person === 'string' ? { person } : {}) }
}

export const parseEach = <Value>(values: Json | undefined, parse: (value: unknown) => Value | null): Value[] => (Array.isArray(values) ? values.map(parse).filter((value): value is Awaited<Value> => value !== null) : [])

const parseCovers = (covers: JsonObject): Record<string, string> => Object.fromEntries(Object.entries(covers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))

/** What the vault kept; what makes no sense is as if it were not there. */
export function parseRecovery(value: unknown): Recovery {
  if (!isJsonObject(value)) return noRecovery
  const { lastBackupAt, toCollect, collecting, freezing, isQuiet, covers } = value
  return { lastBackupAt: typeof lastBackupAt === 'number' ? lastBackupAt : null, toCollect: parseEach(toCollect, parseToCollect), collecting: parseRound(collecting), freezing: parseRound(freezing), ...(isQuiet === true ? { isQuiet } : {}), ...(isJsonObject(covers) ? { covers: parseCovers(covers) } : {}) }
}
