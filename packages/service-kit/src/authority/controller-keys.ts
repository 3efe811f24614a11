import { computeAddress } from 'ethers'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { custodyIdOf, custodyKms } from '../keys/custody-kms.ts'
import { ethrProvider, type IdentityAgent } from '../keys/identity-agent.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import { readControlled, readNonce } from './signed-change.ts'

/** A controller key in custody, with its account on the ledger. */
export interface ControllerKey {
  readonly key: CustodyKey
  /** 0x-prefixed, with its checksum. */
  readonly address: string
}

/** An authority's controller keys that are not retired, by what the ledger makes of them. */
export interface ControllerKeys {
  /** The owner of the identity on the ledger now; null when its key is not here. */
  readonly owner: ControllerKey | null
  /** The one that this place signs with; the same as the owner, unless a change was cut off. */
  readonly used: ControllerKey
  /** Made to take over, and owner of nothing yet. */
  readonly begun: ControllerKey | null
  /** Owned the identity before. */
  readonly former: readonly ControllerKey[]
}

const withAddress = (key: CustodyKey): ControllerKey => ({ key, address: computeAddress(`0x${key.publicKeyHex}`) })

/** Reads an authority's controller keys from custody and judges them by the ledger. Throws for an identity that has none here. */
export async function controllerKeys(
  { agent, custody }: IdentityAgent,
  { reader, ledger, authority, did }: { readonly reader: LedgerReader; readonly ledger: NetworkLedger; readonly authority: string; readonly did: string },
): Promise<ControllerKeys> {
  const { controllerKeyId = '' } = await agent.didManagerGet({ did })
  const usedId = custodyIdOf(await agent.keyManagerGet({ kid: controllerKeyId }))
  const used = withAddress(await custody.find(usedId))
  const held = (await custody.list()).filter((key) => key.role === 'controller' && key.authority === authority && key.retiredAt === null).map(withAddress)
  const identity = parseEthrDid(did)?.address ?? ''
  const { owner: onLedger } = await readControlled(reader, ledger.registry, identity)
  const others = held.filter(({ address }) => address !== onLedger)
  const former: ControllerKey[] = []
  for (const one of others) {
    // An identity begins as its first key's own; whoever handed it on since has signed for it.
    if (one.address.toLowerCase() === identity || one.key.id === usedId || (await readNonce(reader, ledger.registry, one.address)) > 0) former.push(one)
  }
  return { owner: held.find(({ address }) => address === onLedger) ?? null, used, begun: others.find((one) => !former.includes(one)) ?? null, former }
}

/** Signs with another controller key from now on. */
export async function useControllerKey({ agent }: IdentityAgent, did: string, { key }: ControllerKey): Promise<void> {
  const { alias = did } = await agent.didManagerGet({ did })
  // Veramo's types ask for a private key, which nobody here has to give.
  await agent.keyManagerImport({ kid: key.id, kms: custodyKms, type: 'Secp256k1', publicKeyHex: key.publicKeyHex, privateKeyHex: '', meta: { custody: key.id } })
  await agent.didManagerImport({ did, alias, provider: ethrProvider, controllerKeyId: key.id, keys: [], services: [] })
}
