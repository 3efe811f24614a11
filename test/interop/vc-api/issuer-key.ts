import { openSigningKeys } from '@counterfoil/issuer/adapters/signing-keys'
import { openSigners } from '@counterfoil/issuer/assemble-signers'
import { keysFile } from '@counterfoil/issuer/config'
import type { Es256Signer } from '@counterfoil/issuer/ports'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { temporaryFolder } from '../../support/ledger.ts'
import { makeRealNetwork } from '../../issuer/real-network.ts'

/** A key as those who sign and those who verify have it. */
export interface IssuerKey {
  readonly signer: Pick<Es256Signer<'credential'>, 'kid' | 'x5c' | 'sign'>
  readonly publicJwk: P256PublicJwk
  close(): Promise<void>
}

/** A council's key for credentials: in an encrypted store and opened as the issuer opens it, and looked up in the DID document on the ledger as verifiers do. */
export async function openIssuerKey(): Promise<IssuerKey> {
  const folder = temporaryFolder()
  const { config, devLedger } = await makeRealNetwork(folder.path, 'http://localhost:5310')
  const [authority] = config.network.authorities
  if (authority === undefined) throw new Error('no authority')
  const keys = await openSigningKeys({ databaseFile: keysFile(config), custody: config.keyCustody, network: config.network, logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  const signer = (await openSigners({ keys, clock: systemClock }, config.network.authorities, 'credential')).of(authority.id)
  const { document } = await publishedDocument(config.network.ledger, authority.did)
  const publicJwk = signer === null ? null : findVerificationKey(document, signer.kid, 'assertionMethod')
  if (signer === null || publicJwk === null) throw new Error('no key that is published')
  return {
    signer,
    publicJwk,
    close: async () => {
      await keys.close()
      await devLedger.close()
      folder.remove()
    },
  }
}
