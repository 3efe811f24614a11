import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { Logger } from '../system/logger.ts'
import type { CustodySettings } from './custody-settings.ts'
import { openIdentityAgent, type Agent } from './identity-agent.ts'
import type { KeyCustody } from './key-custody.ts'
import { openKeyRing, type KeyRing } from './key-ring.ts'
import type { KeyRole } from './key-role.ts'
import { mustHoldOnly, mustNameSeparateKeys } from './key-separation.ts'
import { logKeyUse } from './log-key-use.ts'
import { watchKeyRates } from './watch-key-rates.ts'

export interface ServiceKeysOptions {
  readonly service: string
  /** The roles that this service has; a key of any other stops its start. */
  readonly roles: readonly KeyRole[]
  readonly databaseFile: string
  readonly custody: CustodySettings
  readonly network: AnyNetwork
  readonly logger: Logger
}

/** What a service has of keys: those of its own roles, watched. */
export interface ServiceKeys extends KeyRing {
  readonly agent: Agent
  readonly custody: KeyCustody
  close(): Promise<void>
}

/** Opens a service's keys. What is not as it must be stops the start with a `ConfigurationError` of one sentence. */
export async function openServiceKeys({ service, roles, databaseFile, custody, network, logger }: ServiceKeysOptions): Promise<ServiceKeys> {
  mustNameSeparateKeys(network)
  const ids = new Map(network.authorities.map(({ id, did }) => [did, id]))
  const observer = logKeyUse(logger)
  const identities = await openIdentityAgent({ databaseFile, custody, ledger: network.ledger, observer, authorityOf: (did) => ids.get(did) ?? did })
  try {
    await mustHoldOnly(identities.custody, roles, service)
  } catch (error) {
    await identities.close()
    throw error
  }
  const ring = openKeyRing(identities)
  const rates = watchKeyRates(identities.custody, observer)
  return {
    ...ring,
    agent: identities.agent,
    custody: identities.custody,
    close: async () => {
      rates.stop()
      await identities.close()
    },
  }
}
