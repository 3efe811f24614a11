import { encodeBytes32String } from 'ethers'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { custodyIdOf, custodyKms } from '../keys/custody-kms.ts'
import { ethrProvider, type IdentityAgent } from '../keys/identity-agent.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { JoseRole } from '../keys/key-role.ts'
import { publicJwkOf } from '../keys/p256-key.ts'
import { publishedDocument } from './published-document.ts'
import { openRegistryWriter } from './registry-writer.ts'

export interface PublishedKey {
  readonly kid: string
  readonly publicJwk: P256PublicJwk
}

const year = 365 * 24 * 3600
/** The form that the stock resolver turns into a usable `JsonWebKey2020` method. */
const attributeOf = (role: JoseRole): string => `did/pub/JsonWebKey2020/${role === 'request' ? 'sigAuth' : 'veriKey'}`

/**
 * Makes a P-256 key in the custody of the service that will sign, and publishes it with the controller's key, which that
 * service never sees. Idempotent, and resumable when cut off between any two steps: what exists is used.
 */
export async function publishSigningKey(options: {
  readonly controller: IdentityAgent
  readonly owner: IdentityAgent
  /** Id of the authority. */
  readonly authority: string
  readonly did: string
  readonly role: JoseRole
  readonly ledger: NetworkLedger
}): Promise<PublishedKey> {
  const { owner, authority, did, role, ledger } = options
  const names = await namesOf(owner, did)
  const held = (await owner.custody.list()).filter((key) => key.role === role && key.retiredAt === null)
  for (const key of held) {
    const kid = names.get(key.id)
    if (kid !== undefined) return { kid, publicJwk: publicJwkOf(key.publicKeyHex) }
  }
  // A key that no name was given to yet is one of a run that was cut off.
  const key = held.find((one) => one.authority === authority) ?? (await owner.custody.make({ role, authority }))
  const published = async (): Promise<string | undefined> =>
    (await publishedDocument(ledger, did)).document.verificationMethod.find((method) => method.publicKeyHex === key.publicKeyHex)?.id
  let kid = await published()
  if (kid === undefined) {
    const writer = await openRegistryWriter(options.controller, did, ledger)
    await writer.write('setAttribute', encodeBytes32String(attributeOf(role)), `0x${key.publicKeyHex}`, 5 * year)
    writer.close()
    kid = await published()
  }
  if (kid === undefined) throw new Error(`The ledger does not show the ${role} key of ${did}.`)
  await giveName(owner, did, kid, key)
  return { kid, publicJwk: publicJwkOf(key.publicKeyHex) }
}

/** The published names of an identity's keys, by their names in custody. */
async function namesOf({ agent }: IdentityAgent, did: string): Promise<ReadonlyMap<string, string>> {
  const identifier = (await agent.didManagerFind()).find((one) => one.did === did)
  return new Map(identifier?.keys.map((key) => [custodyIdOf(key), key.kid]))
}

async function giveName({ agent }: IdentityAgent, did: string, kid: string, key: CustodyKey): Promise<void> {
  const identifier = (await agent.didManagerFind()).find((one) => one.did === did)
  const named = { kid, kms: custodyKms, type: 'Secp256r1' as const, publicKeyHex: key.publicKeyHex, meta: { custody: key.id } }
  // Veramo's types ask for private keys, which none here has to give.
  const keys = [...(identifier?.keys ?? []), named].map((one) => ({ ...one, privateKeyHex: '' }))
  await agent.didManagerImport({ did, alias: did, provider: ethrProvider, keys, services: [] })
}
