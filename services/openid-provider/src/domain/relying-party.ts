import type { Bilingual } from '@counterfoil/shared/kernel/json'

/** How a relying party shows at the token endpoint who it is. */
export type ClientAuthentication =
  | { readonly method: 'private_key_jwt'; readonly keys: readonly PublicKey[] }
  /** Hexadecimal SHA-256 of its secret: who reads the file has no secret. */
  | { readonly method: 'client_secret_basic'; readonly secretSha256: string }

/** A public P-256 key of a relying party. */
export interface PublicKey {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly kid?: string | undefined
}

/** A form team that knows OpenID Connect: one client, of one form of one authority. */
export interface RelyingParty {
  readonly clientId: string
  /** As citizens know it. */
  readonly name: Bilingual
  readonly authority: string
  /** The Form Profile that it asks by, and the scope that it asks for. */
  readonly form: string
  /** Where its own page begins: the way back for who has lost theirs. */
  readonly website: string
  readonly redirectUris: readonly string[]
  readonly authentication: ClientAuthentication
  /** Of the verifier: it begins presentations of this form. */
  readonly apiKey: string
}

/** Where wallets send citizens back to: an address that the Form Profile has among its return paths. */
export const returnPathOf = ({ authority, form }: Pick<RelyingParty, 'authority' | 'form'>): string => `/${authority}/${form}`
