import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { deriveKey } from '@counterfoil/service-kit/sealing/seal'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { erasureHandles } from './adapters/erasure-handles.ts'
import { erasuresTable } from './adapters/erasures-table.ts'
import type { WebhookOutbox } from './adapters/webhooks-table.ts'
import type { VerifierConfig } from './config.ts'
import { erasureRoutes } from './http/erasure-routes.ts'
import type { Askers } from './ports.ts'
import type { ErasureHandles } from './ports/erasures.ts'
import { erasePresentation } from './use-cases/erase-presentation.ts'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly askers: Askers
  readonly outbox: WebhookOutbox | null
}

/** What erases for who shared, and the handles that they ask with. */
export function assembleErasures({ serviceSecret }: Pick<VerifierConfig, 'serviceSecret'>, { database, clock, askers, outbox }: Parts): { readonly handles: ErasureHandles; readonly routes: ReturnType<typeof erasureRoutes> } {
  const handles = erasureHandles(deriveKey(serviceSecret, 'erasure handles'), database.reads)
  return { handles, routes: erasureRoutes({ erasePresentation: erasePresentation({ clock, askers, handles, erasures: erasuresTable(database, outbox), sha256: sha256Base64Url }) }) }
}
