/** A P-256 public key as a JSON Web Key: coordinates as 43 characters of base64url. @see RFC 7518, section 6.2 */
export interface P256PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}
