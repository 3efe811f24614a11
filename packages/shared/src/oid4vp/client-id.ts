import { RequestRefused } from './request-refused.ts'

/** How a client identifier says what kind of identifier it is. @see OpenID4VP 1.0, section 5.9.3 */
export type ClientIdPrefix =
  | 'decentralized_identifier'
  | 'redirect_uri'
  | 'x509_san_dns'
  | 'x509_hash'
  | 'verifier_attestation'
  | 'openid_federation'

const prefixes: readonly ClientIdPrefix[] = [
  'decentralized_identifier',
  'redirect_uri',
  'x509_san_dns',
  'x509_hash',
  'verifier_attestation',
  'openid_federation',
]

/** A client identifier taken apart; `full` is what is compared and what a key binding names as its audience. */
export interface ClientId {
  readonly prefix: ClientIdPrefix
  readonly identifier: string
  readonly full: string
}

const longest = 1024

/** Takes a client identifier apart; refuses one without a prefix of the standard. */
export function parseClientId(full: string): ClientId {
  const colon = full.indexOf(':')
  const prefix = prefixes.find((known) => known === full.slice(0, Math.max(0, colon)))
  if (full.length > longest || prefix === undefined || colon === full.length - 1) throw new RequestRefused('client_id_unknown')
  return { prefix, identifier: full.slice(colon + 1), full }
}

/** The client identifier of an authority: its DID under the prefix that says so. */
export const clientIdOfDid = (did: string): string => clientIdOf('decentralized_identifier', did)

export const clientIdOf = (prefix: ClientIdPrefix, identifier: string): string => `${prefix}:${identifier}`

const did = /^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$/

/** The DID of a `decentralized_identifier` client; refuses every other kind. */
export function didOfClient(client: ClientId): string {
  if (client.prefix !== 'decentralized_identifier') throw new RequestRefused('client_id_unsupported')
  if (!did.test(client.identifier)) throw new RequestRefused('client_id_unknown')
  return client.identifier
}

/** Whether a DID URL (a `kid`) names a key of this DID. Addresses of did:ethr are compared without regard to case. */
export function isKeyOf(identity: string, didUrl: string): boolean {
  const hash = didUrl.indexOf('#')
  if (hash === -1 || hash === didUrl.length - 1) return false
  const owner = didUrl.slice(0, hash)
  return owner === identity || (owner.startsWith('did:ethr:') && owner.toLowerCase() === identity.toLowerCase())
}
