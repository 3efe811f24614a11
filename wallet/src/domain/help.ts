import { isJsonObject } from '@counterfoil/shared/kernel/json'

/** Somebody who sits beside the citizen, and until when, in milliseconds since 1970. */
export interface Helper {
  readonly name: string
  readonly until: number
}

export const helpMinutes = [15, 30, 60] as const
export const longestHelperName = 60

/** A helper as it was remembered; null when it makes no sense, or is over. */
export function helperIn(text: string | null, now: number): Helper | null {
  try {
    const value: unknown = text === null ? null : JSON.parse(text)
    if (!isJsonObject(value) || typeof value['name'] !== 'string' || typeof value['until'] !== 'number') return null
    const longest = Math.max(...helpMinutes) * 60_000
    return value['until'] > now && value['until'] <= now + longest ? { name: value['name'], until: value['until'] } : null
  } catch {
    return null
  }
}
