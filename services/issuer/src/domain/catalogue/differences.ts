import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { objectIn, type DraftContent } from './draft-content.ts'

/** One member that two contents say otherwise; null where one of them doesn't say it. */
export interface Difference {
  readonly path: string
  readonly was: string | null
  readonly is: string | null
}

/** Every single member that two contents say otherwise. Claims are told apart by their paths, wherever in the list they stand. */
export function differencesOf(before: DraftContent, after: DraftContent): Difference[] {
  const [was, is] = [membersOf(before), membersOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => path !== 'version' && was.get(path) !== is.get(path))
    .map((path) => ({ path, was: was.get(path) ?? null, is: is.get(path) ?? null }))
}

function membersOf(content: DraftContent): ReadonlyMap<string, string> {
  const members = new Map<string, string>()
  const walk = (value: Json | undefined, path: string): void => {
    if (isJsonObject(value)) for (const [name, member] of Object.entries(value)) walk(member, path === '' ? name : `${path}.${name}`)
    else if (Array.isArray(value) && value.every(isJsonObject)) for (const [place, item] of value.entries()) walk(item, `${path} › ${nameIn(item) ?? String(place + 1)}`)
    else members.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  const value = objectIn(content)
  if (value === null) members.set('JSON', content.text)
  else walk(value, '')
  members.set('card.svg', content.art)
  return members
}

function nameIn(item: Json): string | null {
  const path = isJsonObject(item) ? item['path'] : undefined
  if (Array.isArray(path)) return path.join('.')
  const id = isJsonObject(item) ? (item['id'] ?? item['name']) : undefined
  return typeof id === 'string' ? id : null
}
