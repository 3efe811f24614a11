import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { isCalendarDate } from '@counterfoil/shared/catalogue/claims-schema'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'

const day = 86_400

/** When the last day is over on which these claims let their credential stand; null when they don't say. */
export function endOf({ endsOn }: Pick<CredentialType, 'endsOn'>, claims: JsonObject): EpochSeconds | null {
  if (endsOn === undefined) return null
  let value: Json | undefined = claims
  for (const name of endsOn) value = isJsonObject(value) ? value[name] : undefined
  return typeof value === 'string' && isCalendarDate(value) ? epochSeconds(Date.parse(value) / 1000 + day) : null
}
