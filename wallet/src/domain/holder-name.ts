import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'

/** What a credential calls its holder, at the top or below what is a format's own; empty where it doesn't say. */
export function holderNameIn(claims: JsonObject): string {
  const places = [claims, ...Object.values(claims).filter(isJsonObject)]
  return ['given_name', 'family_name'].flatMap((name) => places.map((place) => place[name]).find((value) => typeof value === 'string') ?? []).join(' ')
}
