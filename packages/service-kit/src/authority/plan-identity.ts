import { ZeroAddress, encodeBytes32String } from 'ethers'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { PlannedWrite } from './planned-write.ts'
import { publishedDocument } from './published-document.ts'

/** What ending a signing key now would write: everything that it signed is refused from then on. Refuses `not_found` for a key that was never published. */
export async function planKeyRemoval(ledger: NetworkLedger, did: string, kid: string): Promise<readonly PlannedWrite[]> {
  const { document, formerKey, purposeOf } = await publishedDocument(ledger, did)
  const method = document.verificationMethod.find(({ id }) => id === kid)
  if (method?.publicKeyHex === undefined) {
    if (formerKey(kid) !== null) return []
    throw new Refusal('not_found', { detail: kid })
  }
  const purpose = purposeOf?.(kid) ?? 'veriKey'
  return [{ words: `Remove the key ${kid}; what it signed is refused`, change: { method: 'revokeAttribute', name: encodeBytes32String(`did/pub/${method.type}/${purpose}`), value: `0x${method.publicKeyHex}` } }]
}

/** What giving an identity up would write: its keys end first, so that none is believed should its first key ever claim it again. */
export async function planDeactivation(ledger: NetworkLedger, did: string): Promise<readonly PlannedWrite[]> {
  const { document, metadata } = await publishedDocument(ledger, did)
  if (metadata.deactivated === true) return []
  const keys = document.verificationMethod.flatMap(({ id, publicKeyHex }) => (publicKeyHex === undefined ? [] : [id]))
  const removals = await Promise.all(keys.map((kid) => planKeyRemoval(ledger, did, kid)))
  return [...removals.flat(), { words: `Give the identity ${did} up for good`, change: { method: 'changeOwner', owner: ZeroAddress } }]
}
