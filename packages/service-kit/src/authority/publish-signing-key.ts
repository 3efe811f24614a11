import { generateKeyPairSync } from 'node:crypto'
import { encodeBytes32String } from 'ethers'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { ethrProvider, localKms, type IdentityAgent } from '../keys/identity-agent.ts'
import { p256Key } from '../keys/p256-key.ts'
import { publishedDocument } from './published-document.ts'
import { openRegistryWriter } from './registry-writer.ts'

/** What a signing key is for; no key has two roles. @see shared/reliability.md, Keys */
export type SigningRole = 'credential' | 'status' | 'request'

export interface PublishedKey {
  readonly kid: string
  readonly publicJwk: P256PublicJwk
}

const year = 365 * 24 * 3600
/** The form that the stock resolver turns into a usable `JsonWebKey2020` method. */
const attributeOf = (role: SigningRole): string => `did/pub/JsonWebKey2020/${role === 'request' ? 'sigAuth' : 'veriKey'}`

/**
 * Makes a P-256 key in the agent of the service that will sign, and publishes it with the controller's key, which that
 * service never sees. Idempotent, and resumable when cut off between any two steps: what exists is used.
 */
export async function publishSigningKey(options: {
  readonly controller: IdentityAgent
  readonly owner: IdentityAgent
  readonly did: string
  readonly role: SigningRole
  readonly ledger: NetworkLedger
}): Promise<PublishedKey> {
  const { owner, did, role, ledger } = options
  const draftId = `unpublished ${role} ${did}`
  const finished = await ownKey(owner, did, role)
  if (finished !== null) return finished
  const key = p256Key(await draftKey(owner, draftId))
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
  await adopt(owner, { did, kid, role, privateKeyHex: await owner.privateKey(draftId), publicKeyHex: key.publicKeyHex })
  await owner.agent.keyManagerDelete({ kid: draftId })
  return { kid, publicJwk: key.publicJwk }
}

async function ownKey(owner: IdentityAgent, did: string, role: SigningRole): Promise<PublishedKey | null> {
  const [identifier] = (await owner.agent.didManagerFind()).filter((one) => one.did === did)
  const key = identifier?.keys.find(({ meta }) => (meta as { role?: string } | null)?.role === role)
  return key === undefined ? null : { kid: key.kid, publicJwk: p256Key(await owner.privateKey(key.kid)).publicJwk }
}

async function draftKey(owner: IdentityAgent, draftId: string): Promise<string> {
  try {
    return await owner.privateKey(draftId)
  } catch {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const privateKeyHex = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex')
    await owner.agent.keyManagerImport({ kid: draftId, kms: localKms, type: 'Secp256r1', privateKeyHex, publicKeyHex: p256Key(privateKeyHex).publicKeyHex })
    return privateKeyHex
  }
}

async function adopt(owner: IdentityAgent, key: { did: string; kid: string; role: SigningRole; privateKeyHex: string; publicKeyHex: string }): Promise<void> {
  const { did, kid, role, privateKeyHex, publicKeyHex } = key
  const [identifier] = (await owner.agent.didManagerFind()).filter((one) => one.did === did)
  const others = await Promise.all((identifier?.keys ?? []).map(async (other) => ({ ...other, privateKeyHex: await owner.privateKey(other.kid) })))
  const added = { kid, kms: localKms, type: 'Secp256r1' as const, privateKeyHex, publicKeyHex, meta: { role } }
  await owner.agent.didManagerImport({ did, alias: did, provider: ethrProvider, keys: [...others, added], services: [] })
}
