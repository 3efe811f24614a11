import { createFetchOutside, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { networkTrust } from '@counterfoil/service-kit/trust/network-trust'
import { statusListFetcher } from '@counterfoil/service-kit/trust/status-list-fetcher'
import { statusLists } from '@counterfoil/service-kit/trust/status-lists'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { AccreditationEnds, Trust } from '@counterfoil/shared/trust/trust'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { printFacts } from './adapters/prints/print-facts.ts'
import { printSigner } from './adapters/prints/print-signer.ts'
import { printsTable } from './adapters/prints/prints-table.ts'
import type { StatusIssuerOf } from './adapters/status-indices.ts'
import type { IssuerConfig } from './config.ts'
import type { Authority } from './domain/authority.ts'
import type { Es256Signer } from './ports.ts'
import type { PrintFactsAt } from './ports/prints.ts'
import type { LiveCatalogue } from './use-cases/catalogue/live-catalogue.ts'
import { checkPrint } from './use-cases/prints/check-print.ts'
import { makePrint } from './use-cases/prints/make-print.ts'
import type { StaffCases } from './use-cases/staff-cases.ts'

/** What is known of issuers is a few seconds old at most; while it can't be had, nobody is told that a print is good. */
const [freshFor, staleFor] = [seconds(10), seconds(300)]
/** A status is asked for at each check: whoever stands at the counter waits for it. */
const statusFreshFor = seconds(0)
const nothingKept: KeptFacts = { read: () => undefined, keep: () => {}, confirm: () => {} }

/** What judges who issues, and how its lists are fetched. */
export interface NetworkOutside {
  readonly trust: Trust & AccreditationEnds
  readonly fetchOutside: FetchOutside
}

interface Parts {
  readonly outside: NetworkOutside | null
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly statusIssuerOf: StatusIssuerOf
  readonly credentialKeyOf: (authority: Authority) => Es256Signer<'credential'>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly live: Pick<LiveCatalogue, 'typeAt'>
  /** As staff look at them. */
  readonly cases: StaffCases
}

/** Prints of credentials: made for one's own authority, checked of any. */
export function assemblePrints(config: IssuerConfig, parts: Parts) {
  const ports = {
    ...parts,
    prints: printsTable(parts.database, { serviceSecret: config.serviceSecret, statusIssuerOf: parts.statusIssuerOf }),
    printSigner: printSigner({ random: parts.random, signerOf: parts.credentialKeyOf }),
  }
  return { makePrint: makePrint(ports), checkPrint: checkPrint({ ...ports, typeAt: parts.live.typeAt, printFacts: onFirstUse(() => factsOf(config, parts)) }) }
}

function factsOf(config: IssuerConfig, parts: Parts): PrintFactsAt {
  const { trust, fetchOutside } = parts.outside ?? networkOutside(config, parts)
  return printFacts(trust, statusLists({ fetch: statusListFetcher(fetchOutside), trust, clock: parts.clock, freshFor: statusFreshFor, limit: staleFor, kept: nothingKept }))
}

export function networkOutside(config: IssuerConfig, { clock, logger }: Pick<Parts, 'clock' | 'logger'>): NetworkOutside {
  // Its own lists are among those that it looks up.
  const privateHosts = [...(config.privateHosts ?? []), new URL(config.issuerUrl).host]
  const fetchOutside = createFetchOutside({ privateHosts })
  return { fetchOutside, trust: networkTrust(config.network, { freshFor, keyStaleFor: staleFor, accreditationStaleFor: staleFor }, { clock, logger, fetchOutside, privateHosts, kept: nothingKept, ledger: undefined }) }
}

/** A service where nobody checks a print asks no node of the ledger. */
function onFirstUse(make: () => PrintFactsAt): PrintFactsAt {
  let made: PrintFactsAt | undefined
  const facts = (): PrintFactsAt => (made ??= make())
  return { issuerOf: (print) => facts().issuerOf(print), statusOf: (print) => facts().statusOf(print) }
}
