import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** The members of a body that has no others. Refuses `invalid_request`. */
export function mustHaveOnly(body: unknown, names: readonly string[]): JsonObject {
  if (!isJsonObject(body) || Object.keys(body).some((name) => !names.includes(name))) throw new Refusal('invalid_request', { detail: 'members' })
  return body
}
