import type { KeyObject } from 'node:crypto'
import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import type { FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { createDidResolver, type DidResolver } from '@counterfoil/shared/did/did-resolver'
import { createPublishedResolver, createWebResolver } from '@counterfoil/shared/did/did-web'
import { createJwkResolver, createKeyResolver } from '@counterfoil/shared/did/self-contained-resolver'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import { issuerMetadataUrl, parseIssuerMetadata } from '@counterfoil/shared/vc/jwt-vc-issuer'
import { issuerMetadataFetcher } from './adapters/fetch-issuer-metadata.ts'
import type { LedgerIssuer } from '@counterfoil/service-kit/trust/ledger-facts'
import { listedTrust, outsideIssuers } from './adapters/outside-issuers.ts'
import { statusListFetcher } from '@counterfoil/service-kit/trust/status-list-fetcher'
import { statusLists } from '@counterfoil/service-kit/trust/status-lists'
import type { VerifierConfig } from './config.ts'
import type { IssuerFacts } from './ports.ts'

interface Parts {
  readonly clock: Clock
  readonly fetchOutside: FetchOutside
  readonly kept: KeptFacts
}

type Config = Pick<VerifierConfig, 'outsideTrust' | 'ledgerFreshFor' | 'statusFreshFor' | 'limits' | 'privateHosts'>

/** What is known of the network's issuers, and of those that the operator trusts beside them; the very same facts where it trusts none. */
export function withOutsideIssuers(config: Config, network: IssuerFacts<KeyObject>, { clock, fetchOutside, kept }: Parts): IssuerFacts<KeyObject> {
  const issuers = Object.values(config.outsideTrust ?? {}).flatMap(({ issuers: listed = [] }) => listed)
  if (issuers.length === 0) return network
  const trust = listedTrust(issuers, publishedKeys(config, { clock, fetchOutside, kept }), clock)
  const outside = outsideIssuers(issuers, trust, clock)
  const statusOf = statusLists({ fetch: statusListFetcher(fetchOutside), trust, certifiedKey: outside.certifiedKey, clock, freshFor: config.statusFreshFor, limit: config.limits.status, kept })
  return {
    issuerKey: (named) => outside.issuerKey(named) ?? network.issuerKey(named),
    certifiesKey: (x5c, issuer) => (outside.has(issuer.did) ? outside : network).certifiesKey(x5c, issuer),
    accreditation: (did, vct) => network.accreditation(did, vct),
    status: (entry, issuer) => (outside.has(issuer.did) ? statusOf(entry, issuer as LedgerIssuer) : network.status(entry, issuer)), // every one of these comes from `outsideIssuers`
  }
}

/** The keys of a DID, or of an issuer that is named by its address. */
function publishedKeys({ ledgerFreshFor: freshFor, limits, privateHosts }: Config, { clock, fetchOutside, kept }: Parts): DidResolver {
  const ages = { clock, freshFor, staleFor: limits.key, kept }
  const dids = createDidResolver({ web: createWebResolver({ ...ages, fetchDocument: didDocumentFetcher(fetchOutside, privateHosts) }), key: createKeyResolver(clock), jwk: createJwkResolver(clock) })
  const metadata = createPublishedResolver({ ...ages, fetchDocument: issuerMetadataFetcher(fetchOutside, privateHosts) }, { urlOf: issuerMetadataUrl, parse: parseIssuerMetadata })
  return { resolve: (name) => (name.startsWith('https:') ? metadata : dids).resolve(name) }
}
