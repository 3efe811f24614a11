/** How a status is published: a Token Status List, or a Bitstring Status List. */
export const statusMechanisms = ['status_list', 'BitstringStatusListEntry'] as const
export type StatusMechanism = (typeof statusMechanisms)[number]

/** Where a credential says that its status stands. */
export type StatusReference =
  /** @see Token Status List, sections 6.2 and 6.3 */
  | { readonly mechanism: 'status_list'; readonly uri: string; readonly index: number }
  /** One bit, for one way in which the credential may stop to stand. @see Bitstring Status List 1.0, section 2.1 */
  | { readonly mechanism: 'BitstringStatusListEntry'; readonly uri: string; readonly index: number; readonly purpose: 'revocation' | 'suspension' }
