/** What a token endpoint gives. */
export interface Tokens {
  readonly token: string
  readonly refreshToken: string | null
  /** By configuration: how its credential is to be asked for, where its issuer gave it a name of its own. @see OpenID4VCI 1.0, section 6.2 */
  readonly identifiers?: Readonly<Record<string, string>>
}
