import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { auditFile } from './adapters/audit/audit-file.ts'
import { auditLog } from './adapters/audit/audit-log.ts'
import { looksTable } from './adapters/audit/looks-table.ts'
import { statementSigner } from './adapters/audit/signed-statement.ts'
import { databaseFile, type IssuerConfig } from './config.ts'
import type { Authority } from './domain/authority.ts'
import type { Es256Signer } from './ports.ts'
import type { SignStatement } from './ports/audit.ts'
import { auditDesk, type AuditDesk } from './use-cases/audit/audit-desk.ts'

interface Parts {
  readonly clock: Clock
  readonly logger: Logger
  readonly database: Database
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
}

/** As the file says now, for somebody may have joined since; through the nodes that the configuration names. */
function currentNetwork({ network, networkFile }: IssuerConfig): AnyNetwork {
  const now = networkFile === undefined ? network : readNetwork(networkFile)
  return isListNetwork(now) || isListNetwork(network) ? now : { ...now, ledger: network.ledger }
}

/** The audit log as staff see it, and what they look at. */
export function assembleAudit(config: IssuerConfig, { clock, logger, database, credentialKeyOf }: Parts): { readonly desk: AuditDesk; readonly sign: SignStatement; readonly chainLooks: () => Promise<void> } {
  const looks = looksTable(database)
  const sign = statementSigner(credentialKeyOf)
  return { sign, chainLooks: () => looks.chain(), desk: auditDesk({ clock, looks, sign, log: auditLog(database), file: auditFile(databaseFile(config), { network: () => currentNetwork(config), logger }) }) }
}
