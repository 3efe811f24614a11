import { computeAddress } from 'ethers'
import { ethrDid } from '@counterfoil/shared/did/ethr-did'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { custodyKms } from '../keys/custody-kms.ts'
import { ethrProvider, type IdentityAgent } from '../keys/identity-agent.ts'

/**
 * The DID that an agent controls under an alias; made on the first call. Costs no transaction: an address is an identity of
 * ERC-1056 from the start. @see did:ethr method specification, "Create (Register)"
 */
export async function createIdentity({ agent }: IdentityAgent, alias: string, ledger: NetworkLedger): Promise<string> {
  const [existing] = await agent.didManagerFind({ alias })
  if (existing !== undefined) return existing.did
  const key = await agent.keyManagerCreate({ kms: custodyKms, type: 'Secp256k1', meta: { role: 'controller', authority: alias } })
  const did = ethrDid(ledger.chainId, computeAddress(`0x${key.publicKeyHex}`).toLowerCase())
  // The controller key only writes to the ledger, so it is named here and not among the keys that sign.
  await agent.didManagerImport({ did, alias, provider: ethrProvider, controllerKeyId: key.kid, keys: [], services: [] })
  return did
}
