import { encodeBytes32String } from 'ethers'
import { sameDid } from '@counterfoil/shared/did/ethr-did'
import { statusPurpose } from '@counterfoil/shared/did/verification-method'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { custodyIdOf, custodyKms } from '../keys/custody-kms.ts'
import { ethrProvider, webProvider, type IdentityAgent } from '../keys/identity-agent.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { JoseRole } from '../keys/key-role.ts'
import type { PlannedWrite } from './planned-write.ts'
import { publishedDocument } from './published-document.ts'

/** A signing key in custody, and the DID URL it was published under; null before that. */
export interface HeldKey {
  readonly key: CustodyKey
  readonly kid: string | null
}

/** How long a key stays published: longer than it signs and than the last credential that it signed is valid. */
export const publishedFor = seconds(5 * 365 * 24 * 3600)

const purposes = { credential: 'veriKey', status: statusPurpose, request: 'sigAuth' } as const satisfies Record<JoseRole, string>
/** The form that the stock resolver turns into a usable `JsonWebKey2020` method. */
const attributeOf = (role: JoseRole): string => `did/pub/JsonWebKey2020/${purposes[role]}`

/** An authority's keys of a role that may still sign, the oldest first. */
export async function heldKeys({ agent, custody }: IdentityAgent, { authority, did, role }: { readonly authority: string; readonly did: string; readonly role: JoseRole }): Promise<readonly HeldKey[]> {
  const identifier = (await agent.didManagerFind()).find((one) => sameDid(one.did, did))
  const names = new Map(identifier?.keys.map((key) => [custodyIdOf(key), key.kid]))
  const held = (await custody.list()).filter((key) => key.role === role && key.retiredAt === null && (key.authority === authority || names.has(key.id)))
  return held.toSorted((one, other) => one.createdAt - other.createdAt).map((key) => ({ key, kid: names.get(key.id) ?? null }))
}

/** The DID URL under which the ledger publishes a key now; null when it doesn't. */
export async function publishedName(ledger: NetworkLedger, did: string, { publicKeyHex }: Pick<CustodyKey, 'publicKeyHex'>): Promise<string | null> {
  const { document } = await publishedDocument(ledger, did)
  return document.verificationMethod.find((method) => method.publicKeyHex === publicKeyHex)?.id ?? null
}

/** What publishing a key would write; nothing when it stands there: writing it again would give it another name. */
export async function planPublication(ledger: NetworkLedger, did: string, key: CustodyKey & { readonly role: JoseRole }): Promise<readonly PlannedWrite[]> {
  if ((await publishedName(ledger, did, key)) !== null) return []
  const change = { method: 'setAttribute', name: encodeBytes32String(attributeOf(key.role)), value: `0x${key.publicKeyHex}`, validity: publishedFor } as const
  return [{ words: `Publish a ${key.role} key of ${did}`, change }]
}

/** Lets custody know a key by the name that it is published under. */
export async function nameSigningKey({ agent }: IdentityAgent, did: string, kid: string, key: CustodyKey): Promise<void> {
  const identifier = (await agent.didManagerFind()).find((one) => sameDid(one.did, did))
  if (identifier?.keys.some((one) => one.kid === kid) === true) return
  const named = { kid, kms: custodyKms, type: 'Secp256r1' as const, publicKeyHex: key.publicKeyHex, meta: { custody: key.id } }
  // Veramo's types ask for private keys, which none here has to give.
  const keys = [...(identifier?.keys ?? []), named].map((one) => ({ ...one, privateKeyHex: '' }))
  await agent.didManagerImport({ did, alias: did, provider: did.startsWith('did:web:') ? webProvider : ethrProvider, keys, services: [] })
}
