import { anchorNames, type Anchor } from '@counterfoil/service-kit/audit/anchor'
import { anchoredOn } from '@counterfoil/service-kit/audit/anchored-network'
import { exportAudit } from '@counterfoil/service-kit/audit/export-audit'
import { verifyAudit } from '@counterfoil/service-kit/audit/verify-audit'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import type { Authority } from '../../domain/authority.ts'
import type { AuditFile } from '../../ports/audit.ts'

type Verified = Awaited<ReturnType<AuditFile['verify']>>

/** An authority's log read at one moment of the database's file, beside the service. Whoever asks while it is being judged gets the same answer. */
export function auditFile(file: string, { network, logger }: { readonly network: () => AnyNetwork; readonly logger: Logger }): AuditFile {
  const underWay = new Map<string, Promise<Verified>>()
  const anchorsOf = async ({ id }: Authority): Promise<readonly Anchor[] | null> => {
    try {
      return await anchoredOn(network()).anchors(id, anchorNames.auditHead)
    } catch (error) {
      logger.warn({ err: error, authority: id }, 'the anchors of an audit log could not be read')
      return null
    }
  }
  const verify = async (authority: Authority): Promise<Verified> => {
    // The anchors first: those that are written meanwhile vouch for entries that the file may lack.
    const anchors = await anchorsOf(authority)
    const moment = await openForReading(file)
    try {
      return { verdict: await verifyAudit(exportAudit(moment, authority), anchors === null ? null : { did: authority.did, anchors }), anchors }
    } finally {
      await moment.close()
    }
  }
  return {
    lines: async function* lines(authority, upTo) {
      const moment = await openForReading(file)
      try {
        yield* exportAudit(moment, authority, upTo)
      } finally {
        await moment.close()
      }
    },
    verify: (authority) => {
      const begun = underWay.get(authority.id) ?? verify(authority).finally(() => underWay.delete(authority.id))
      underWay.set(authority.id, begun)
      return begun
    },
  }
}
