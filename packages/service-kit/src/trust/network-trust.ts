import { verifyEs256ByJwk } from '../crypto/es256.ts'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { didDocumentFetcher } from '../outgoing/fetch-did-document.ts'
import type { FetchOutside } from '../outgoing/fetch-outside.ts'
import { signedListFetcher } from '../outgoing/fetch-signed-list.ts'
import type { Logger } from '../system/logger.ts'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { restingLedger } from '@counterfoil/shared/ledger/resting-ledger'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { signedListTrust } from '@counterfoil/shared/signed-list/signed-list-trust'
import { erc1056Trust, type TrustLimits } from '@counterfoil/shared/trust/erc1056-trust'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import type { AccreditationEnds, Trust } from '@counterfoil/shared/trust/trust'

export interface NetworkTrustParts {
  readonly clock: Clock
  readonly kept: KeptFacts
  readonly logger: Logger
  /** Reads the ledger of a network that has one; that of the network file unless it is given. */
  readonly ledger: LedgerReader | undefined
  readonly fetchOutside: FetchOutside
  readonly privateHosts: readonly string[]
}

/** Trust as the network file says that it is kept: on a ledger, or in a signed list. */
export function networkTrust(network: AnyNetwork, limits: TrustLimits, { clock, kept, ledger, logger, fetchOutside, privateHosts }: NetworkTrustParts): Trust & AccreditationEnds {
  if (!isListNetwork(network)) return erc1056Trust({ ...limits, ledger: network.ledger, reader: restingLedger(ledger ?? createLedgerReader(network.ledger, () => logger.error('nodes of the ledger contradict each other')), clock), clock, kept })
  return signedListTrust({
    ...limits,
    list: network.trust,
    clock,
    kept,
    fetchText: signedListFetcher(fetchOutside),
    fetchDocument: didDocumentFetcher(fetchOutside, privateHosts),
    verify: verifyEs256ByJwk,
  })
}
