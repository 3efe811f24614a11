import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { startWebhooks, type WebhooksConfig } from '@counterfoil/service-kit/webhooks/start-webhooks'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { FastifyInstance } from 'fastify'
import type { Bulk } from './assemble-bulk.ts'
import { clientProofs } from './adapters/council/client-proofs.ts'
import { councilTokens } from './adapters/council/council-tokens.ts'
import { listCounterfoils } from './adapters/council/list-counterfoils.ts'
import { repeatableRequests } from './adapters/council/repeatable-requests.ts'
import { sealedCursors } from './adapters/council/sealed-cursors.ts'
import { oneTimeValues } from './adapters/one-time-values.ts'
import { webhooksTable } from './adapters/webhooks-table.ts'
import type { CouncilClientsConfig } from './council-clients-file.ts'
import type { Authority } from './domain/authority.ts'
import type { IssuerWebhookEndpoint } from './domain/webhook-event.ts'
import { authorityIn } from './http/authority-of.ts'
import { bulkApiRoutes } from './http/council/bulk-api-routes.ts'
import { councilRoutes } from './http/council/council-routes.ts'
import { councilTokenRoutes } from './http/council/council-token-routes.ts'
import type { Counterfoils, RecordSource } from './ports.ts'
import type { CaseReferences } from './ports/council-api.ts'
import { changeStatuses } from './use-cases/council/change-statuses.ts'
import { giveCouncilToken } from './use-cases/council/give-council-token.ts'
import { makeOfferForSystem } from './use-cases/council/make-offer-for-system.ts'
import type { OfferWay } from './use-cases/council/offer-way.ts'
import { readCounterfoils } from './use-cases/council/read-counterfoils.ts'
import type { StatusPublisher } from './use-cases/publish-status-list.ts'
import type { ProfileId } from './domain/profile.ts'
import type { TxCodes } from './domain/tx-code.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly records: RecordSource
  readonly cases: CaseReferences
  readonly txCodes: TxCodes
  readonly offerWays: ReadonlyMap<ProfileId, OfferWay>
  readonly counterfoils: Counterfoils
  readonly publisher: StatusPublisher
  readonly bulk: Pick<Bulk, 'forSystems'>
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

interface CouncilConfig {
  readonly serviceSecret: string
  readonly walletUrl: string
  readonly councilClients?: CouncilClientsConfig
}

/** What councils' own systems ask of the issuer, and are told by it. */
export interface CouncilSystems {
  readonly sweep: (now: EpochSeconds) => Promise<void>
  readonly deliver: () => Promise<void>
  stop(): Promise<void>
}

/** Serves councils' systems, and begins to tell them what happens. */
export async function startCouncil(app: FastifyInstance, config: CouncilConfig & WebhooksConfig<IssuerWebhookEndpoint>, parts: Parts & { readonly logger: Logger }): Promise<CouncilSystems> {
  const { routes, sweep } = assembleApi(config, parts)
  await app.register(routes)
  return { sweep, ...(await startWebhooks(config, { ...parts, table: webhooksTable(parts.database) })) }
}

function assembleApi({ serviceSecret, walletUrl, councilClients: clients = new Map() }: CouncilConfig, parts: Parts): { readonly routes: (scope: FastifyInstance) => Promise<void>; readonly sweep: CouncilSystems['sweep'] } {
  const requests = repeatableRequests(parts.database, parts.random, serviceSecret)
  const tokens = councilTokens(serviceSecret, clients)
  const authorityOf = authorityIn(parts.authorities)
  const ports = { ...parts, requests, tokens, walletUrl, authorityOf }
  const proofs = clientProofs({ clients, once: oneTimeValues(parts.database) })
  return {
    routes: async (scope) => {
      await scope.register(councilTokenRoutes({ authorityOf, giveToken: giveCouncilToken({ ...ports, proofs }) }))
      await scope.register(bulkApiRoutes({ ...ports, bulk: parts.bulk.forSystems }))
      await scope.register(
        councilRoutes({
          ...ports,
          makeOffer: makeOfferForSystem(ports),
          changeStatuses: changeStatuses(ports),
          read: readCounterfoils({ ...ports, counterfoils: listCounterfoils(parts.database.reads), cursors: sealedCursors(serviceSecret) }),
        }),
      )
    },
    sweep: (now) => requests.sweep(now),
  }
}
