export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [member: string]: Json | undefined
}

/** Whether a parsed value is an object (not null, not an array). */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object without a prototype, so that no name from outside reaches one. */
export const bareObject = (): Record<string, Json> => Object.create(null) as Record<string, Json>

/** Words in the two languages of every screen. */
export interface Bilingual {
  readonly en: string
  readonly cy: string
}
