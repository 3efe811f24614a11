/** What a key is for. No key has two roles. */
export const keyRoles = ['controller', 'credential', 'status', 'request', 'gas', 'governor', 'publisher', 'anchor', 'id-token'] as const
export type KeyRole = (typeof keyRoles)[number]

/** Published in an authority's DID document; they sign JWTs: credentials, status lists, Request Objects. */
export type JoseRole = 'credential' | 'status' | 'request'

/** Sign for a list instead of a ledger: a governor its entries, for an authority; its publisher the heads; and whoever anchors, anchors alone. */
export type ListRole = 'governor' | 'publisher' | 'anchor'

/** Signs what a provider of OpenID Connect tells those who sign people in by it. */
export type IdTokenRole = 'id-token'

export type Es256Role = JoseRole | ListRole | IdTokenRole

/** Sign for the ledger: a controller writes an authority's identity, a gas account pays and anchors and controls nothing. */
export type LedgerRole = 'controller' | 'gas'

/** The curve that a role signs on: ES256 is what every profile of ours speaks, secp256k1 what the ledger does. */
export type Curve = 'P-256' | 'secp256k1'

export const isJoseRole = (role: unknown): role is JoseRole => role === 'credential' || role === 'status' || role === 'request'
export const isLedgerRole = (role: KeyRole): role is LedgerRole => role === 'controller' || role === 'gas'
export const isKeyRole = (text: unknown): text is KeyRole => keyRoles.some((role) => role === text)
export const curveOf = (role: KeyRole): Curve => (isLedgerRole(role) ? 'secp256k1' : 'P-256')
