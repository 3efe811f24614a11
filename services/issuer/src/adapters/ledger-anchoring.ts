import { ledgerSink } from '@counterfoil/service-kit/audit/ledger-sink'
import { openLedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { openOutbox } from '@counterfoil/service-kit/outbox/open-outbox'
import type { Network } from '@counterfoil/shared/network/network'
import type { Authority } from '../domain/authority.ts'
import type { Anchoring, AnchorsOptions } from './anchors.ts'

/** Nobody waits for an anchor. */
const looksEvery = 5000

/** An authority's way to the ledger: its gas account, with an outbox in the issuer's database; what it lacks, in words, without one. */
export async function ledgerAnchoring(options: AnchorsOptions, authority: Authority, { ledger, authorities }: Pick<Network, 'ledger' | 'authorities'>): Promise<Anchoring | { readonly missing: string }> {
  const signer = await options.keys.gasSigner(authority.id)
  const named = authorities.find(({ id }) => id === authority.id)?.gasAccount
  if (signer === null || named === undefined) return { missing: signer === null ? 'gas account' : 'gasAccount in the network file' }
  const account = await openLedgerAccount(ledger, signer)
  const outbox = openOutbox({ ...options, account, confirmations: 1, log: authority.id, every: looksEvery, alarm: (alarm, cause) => options.logger.warn({ ...alarm, err: cause }, 'not anchored yet') })
  return {
    sink: ledgerSink(outbox, { identity: account.address, registry: ledger.registry }),
    turn: () => outbox.turn(),
    stop: async () => {
      await outbox.stop()
      account.close()
    },
  }
}
