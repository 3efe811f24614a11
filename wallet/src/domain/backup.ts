import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { activityKinds, ofNobody, parseActivity, type Activity } from './activity.ts'
import { longestHelperName } from './help.ts'
import { isBilingual } from './parse-held-credential.ts'
import { longestPersonName, parsePerson, personOf, type Person } from './person.ts'
import { parseEach, parseToCollect } from './parse-recovery.ts'
import type { ToCollect } from './recovery.ts'

/** What another browser gets of a wallet: its history, and what to collect again. Keys and credentials stay where they are. */
export interface Backup {
  readonly madeAt: number
  /** Whose these are, as they were named; nobody while there was but one. */
  readonly people: readonly Person[]
  readonly activities: readonly Activity[]
  readonly inventory: readonly ToCollect[]
}

/** Why a file can't be restored. */
export type BackupTrouble = 'foreign' | 'damaged' | 'newer' | 'huge' | 'wrong_passphrase'

/** Above this no file is read: ten thousand entries of history have room in it. In bytes. */
export const largestBackup = 16 * 1024 * 1024

const kinds: ReadonlySet<unknown> = new Set(activityKinds)

/** Null for what is no backup of ours. An entry that makes no sense takes none of the others with it. */
export function parseBackup(value: unknown): Backup | null {
  if (!isJsonObject(value)) return null
  const { madeAt, activities, inventory } = value
  if (typeof madeAt !== 'number' || !Array.isArray(activities) || !Array.isArray(inventory)) return null
  const people = parseEach(value['people'], parseNamed)
  const isNamed = (person: string): boolean => people.some(({ id }) => id === person)
  return { madeAt, people, activities: parseEach(activities, parseShown).map((one) => (isNamed(personOf(one)) ? one : ofNobody(one))), inventory: parseEach(inventory, parseToCollect) }
}

function parseNamed(value: unknown): Person | null {
  const person = parsePerson(value)
  const name = person?.name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim().slice(0, longestPersonName) ?? ''
  return person === null || name === '' ? null : { id: person.id, name }
}

/** An exchange that every screen can show: the file may be anybody's, if they told the citizen its passphrase. */
function parseShown(value: unknown): Activity | null {
  const activity = parseActivity(value)
  if (activity === null || !isJsonObject(value)) return null
  const { kind, what, asker, asked, claims, person } = value
  const named = [value['who'], what, ...(Array.isArray(claims) ? claims : []), ...(Array.isArray(asked) ? asked : [])]
  const isShowable = kinds.has(kind) && named.every(isBilingual) && (asked === undefined || Array.isArray(asked)) && (asker === undefined || isAsker(asker)) && (person === undefined || typeof person === 'string')
  return isShowable ? asRestored(activity) : null
}

/** Whose signature nobody has judged here is no receipt; the council gives the same one to who asks again. */
function asRestored(activity: Activity): Activity {
  const { erasureReceipt: _, erasureAskedAt, helper, ...rest } = activity
  return { ...rest, ...(typeof erasureAskedAt === 'number' ? { erasureAskedAt } : {}), ...(typeof helper === 'string' ? { helper: helper.slice(0, longestHelperName) } : {}) }
}

function isAsker(asker: Json): boolean {
  if (!isJsonObject(asker)) return false
  const { did, contact, privacyNotice } = asker
  return typeof did === 'string' && (contact === null || typeof contact === 'string') && (privacyNotice === null || isBilingual(privacyNotice))
}
