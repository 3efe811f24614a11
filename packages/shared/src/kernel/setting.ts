/** One setting of a program, as docs/configuration.md tells it. */
export interface SettingDescription {
  readonly name: string
  readonly meaning: string
  readonly example: string
  /** Null for a setting that must be given. */
  readonly preset: string | null
}
