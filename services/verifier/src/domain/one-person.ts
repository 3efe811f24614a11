import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { identifying } from '@counterfoil/shared/form-profile/lint-together'

/** Whether credentials are about one person, as far as each of them says: the linter sees to it that each says enough. */
export function isOnePerson(credentials: readonly JsonObject[]): boolean {
  return identifying.every((name) => {
    const said = credentials.flatMap(({ [name]: value }) => (typeof value === 'string' ? [value.normalize('NFC').trim()] : []))
    return new Set(said).size <= 1
  })
}
