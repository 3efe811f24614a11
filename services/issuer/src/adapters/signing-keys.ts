import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/key-encryption-key'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import { issueJwtVcJson, type W3cCredential } from '@counterfoil/service-kit/keys/w3c-credentials'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import type { Es256Signer } from '../ports.ts'
import type { IssueJwtVcJson } from './credential-signer.ts'

/** The authorities' keys, which sign and never leave. */
export interface SigningKeys {
  /** Throws when there is no such key. */
  signer(kid: string): Promise<Es256Signer>
  readonly issueJwtVcJson: IssueJwtVcJson
  close(): Promise<void>
}

/** Keys from the agent's encrypted store. A wrong key-encryption key stops the start. */
export async function openSigningKeys(files: { readonly keys: string; readonly keyEncryptionKey: string }, ledger: NetworkLedger): Promise<SigningKeys> {
  const identities = await openIdentityAgent({ databaseFile: files.keys, keyEncryptionKey: readKeyEncryptionKey(files.keyEncryptionKey), ledger })
  const ring = openKeyRing(identities)
  return {
    signer: (kid) => ring.signer(kid),
    issueJwtVcJson: ({ issuerDid, kid, credential }) => issueJwtVcJson(identities.agent, { issuerDid, kid, credential: credential as unknown as W3cCredential }), // made by our own signer, with these members
    close: () => identities.close(),
  }
}
