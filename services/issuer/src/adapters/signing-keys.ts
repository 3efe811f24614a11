import type { TransactionSigner } from '@counterfoil/service-kit/outbox/ledger-account'
import type { Es256Key } from '@counterfoil/service-kit/keys/key-custody'
import type { KeyRole } from '@counterfoil/service-kit/keys/key-role'
import type { KeyUse } from '@counterfoil/service-kit/keys/key-use'
import { openServiceKeys, type ServiceKeysOptions } from '@counterfoil/service-kit/keys/service-keys'
import { issueJwtVcJson, type W3cCredential } from '@counterfoil/service-kit/keys/w3c-credentials'
import type { Es256Signer } from '../ports.ts'
import type { IssueJwtVcJson } from './credential-signer.ts'

/** One key as custody opens it; its certificate stands in the network file. */
export type OpenedSigner<Role extends 'credential' | 'status'> = Omit<Es256Signer<Role>, 'x5c'>

/** The authorities' keys, which sign and never leave. */
export interface SigningKeys {
  /** Throws when there is no such key for this role. */
  signer<Role extends 'credential' | 'status'>(kid: string, role: Role): Promise<OpenedSigner<Role>>
  readonly issueJwtVcJson: IssueJwtVcJson
  /** Of the account that anchors an authority's audit log; null when its key is not here. */
  gasSigner(authority: string): Promise<TransactionSigner | null>
  /** The key that anchors for an authority where there is no ledger; null when it is not here. */
  anchorKey(authority: string): Promise<Es256Key<'anchor'> | null>
  /** How often each key was used by this process. */
  uses(): readonly KeyUse[]
  close(): Promise<void>
}

/** Keys from custody. A key that can't be opened, or that has none of the issuer's roles, stops the start. */
export async function openSigningKeys(options: Omit<ServiceKeysOptions, 'service' | 'roles'>): Promise<SigningKeys> {
  const keys = await openServiceKeys({ ...options, service: 'issuer', roles: ['credential', 'status', 'gas', 'anchor'] })
  const idOf = async (role: KeyRole, authority: string): Promise<string | null> =>
    (await keys.custody.list()).find((one) => one.role === role && one.authority === authority && one.retiredAt === null)?.id ?? null
  return {
    signer: (kid, role) => keys.signer(kid, role),
    issueJwtVcJson: ({ issuerDid, kid, credential }) => issueJwtVcJson(keys.agent, { issuerDid, kid, credential: credential as unknown as W3cCredential }), // made by our own signer, with these members
    gasSigner: async (authority) => {
      const id = await idOf('gas', authority)
      return id === null ? null : keys.custody.ethereumSigner(id, 'gas')
    },
    anchorKey: async (authority) => {
      const id = await idOf('anchor', authority)
      return id === null ? null : keys.custody.es256(id, 'anchor')
    },
    uses: () => keys.custody.uses(),
    close: () => keys.close(),
  }
}
