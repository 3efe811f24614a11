import { isJsonObject } from '@counterfoil/shared/kernel/json'

/** The tokens of a sign-in that several credentials came by, or are to come by: each refreshing gives all of them the next. */
export interface SharedGrant {
  /** By which the credentials name it. */
  readonly id: string
  readonly token: string
  readonly refreshToken: string
}

/** Told by its name from whatever else is kept of sign-ins. */
export const sharedGrantName = (state: string): string => `grant ${state}`

/** What the vault kept; null when it lacks something. */
export function parseSharedGrant(value: unknown): SharedGrant | null {
  if (!isJsonObject(value)) return null
  const { id, token, refreshToken } = value
  return [id, token, refreshToken].every((text) => typeof text === 'string') ? (value as unknown as SharedGrant) : null // checked above
}
