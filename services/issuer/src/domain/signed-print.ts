import type { ClaimDescription, CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Branded } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { PrintedValue } from '@counterfoil/shared/print/signed-print'

/** What is typed of a print that can't be scanned: it finds the print with whoever made it, and is stored as a keyed hash. */
export type PrintReference = Branded<string, 'PrintReference'>

/** One fact of a print, as people compare it. */
export interface PrintedClaim {
  readonly claim: ClaimDescription
  readonly value: string
}

/** The values that a print says, by the place of their claim among those of its type: one that holds others isn't one. */
export const printedValues = ({ claims }: CredentialType, said: JsonObject): ReadonlyMap<number, PrintedValue> =>
  new Map(
    claims.flatMap(({ path }, place): [number, PrintedValue][] => {
      const value = valueAt(said, path)
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[place, value]] : []
    }),
  )

function valueAt(claims: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = claims
  for (const name of path) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return value
}

/** The same with what each is called; null for a place that the type has no claim at. */
export function printedClaims({ claims }: CredentialType, values: ReadonlyMap<number, PrintedValue>): readonly PrintedClaim[] | null {
  const said = [...values].map(([place, value]) => ({ claim: claims[place], value: String(value) }))
  return said.every((one): one is PrintedClaim => one.claim !== undefined) ? said : null
}
