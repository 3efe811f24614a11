/** What a token endpoint gives. */
export interface Tokens {
  readonly token: string
  readonly refreshToken: string | null
  /** By configuration: how its credentials are to be asked for, where their issuer gave them names of their own. @see OpenID4VCI 1.0, section 6.2 */
  readonly identifiers?: Readonly<Record<string, readonly string[]>>
}

/** What the credentials of a configuration are asked for by; none where it is by their configuration alone. */
export const identifiersFor = ({ identifiers = {} }: Pick<Tokens, 'identifiers'>, configurationId: string): readonly string[] =>
  // A wallet that was renewed in the midst of it has kept but one.
  Object.hasOwn(identifiers, configurationId) ? [identifiers[configurationId] ?? []].flat() : []
