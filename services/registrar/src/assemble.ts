import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { FastifyInstance } from 'fastify'
import { callers } from './callers.ts'
import type { RegistrarConfig } from './config.ts'
import { apiDescription } from './http/api-description.ts'
import { registrarRoutes } from './http/registrar-routes.ts'
import { openPlace, type Place } from './place.ts'
import { openRegistrar } from './registrar.ts'

/** A registrar that is ready to listen. */
export interface RegistrarService {
  readonly app: FastifyInstance
  close(): Promise<void>
}

/** How long what was written may wait for its anchor. */
const anchorEvery = seconds(300)
/** Keys that are due are named this often where they aren't changed by themselves. */
const remindEvery = seconds(24 * 3600)

/** Assembles the service from its configuration; the caller listens, and closes. */
export async function createRegistrar(config: RegistrarConfig, { logger = createLogger('registrar') }: { readonly logger?: Logger } = {}): Promise<RegistrarService> {
  const callerOf = callers(config.tokenDigests)
  const place = await openPlace(config.dataDir, { every: 250 })
  const registrar = openRegistrar(place, config.rules)
  const app = await buildServer({ publicUrl: config.registrarUrl, limits: config.httpLimits, logger, docs: apiDescription, readiness: async () => ({ problems: [], notes: await notesOf(place) }) })
  await app.register(registrarRoutes({ callerOf, registrar }))
  const look = async (): Promise<void> => {
    const words = await registrar.rotateDue(config.rotateEvery === null ? 'tell' : 'write')
    if (words.length > 0) logger.info({ words }, config.rotateEvery === null ? 'signing keys are due' : 'signing keys were due and are changed')
  }
  const looking = startSweep(config.rotateEvery ?? remindEvery, look, logger)
  const anchoring = startSweep(anchorEvery, () => place.anchor(), logger)
  return {
    app,
    close: async () => {
      looking.stop()
      anchoring.stop()
      await app.close()
      await place.close()
    },
  }
}

/** Without a ledger nothing can be planned, but what is asked is still answered. */
const notesOf = ({ reader, governance }: Place): Promise<readonly string[]> => readSafe(reader, governance.safe).then(() => [], () => ['the ledger cannot be reached'])
