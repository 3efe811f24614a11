import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { FastifyInstance } from 'fastify'
import { callers } from './callers.ts'
import type { RegistrarConfig } from './config.ts'
import { apiDescription } from './http/api-description.ts'
import { registrarRoutes } from './http/registrar-routes.ts'
import type { Office } from './office.ts'
import { openOffice } from './open-office.ts'
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
  const office = await openOffice(config.dataDir, { every: 250 })
  const registrar = openRegistrar(office, config.rules)
  const app = await buildServer({ publicUrl: config.registrarUrl, limits: config.httpLimits, logger, docs: apiDescription, readiness: async () => ({ problems: [], notes: await notesOf(office) }) })
  await app.register(registrarRoutes({ callerOf, registrar }))
  const look = async (): Promise<void> => {
    const words = await registrar.rotateDue(config.rotateEvery === null ? 'tell' : 'write')
    if (words.length > 0) logger.info({ words }, config.rotateEvery === null ? 'signing keys are due' : 'signing keys were due and are changed')
  }
  const looking = startSweep(config.rotateEvery ?? remindEvery, look, logger)
  const anchoring = startSweep(anchorEvery, () => office.anchor(), logger)
  return {
    app,
    close: async () => {
      looking.stop()
      anchoring.stop()
      await app.close()
      await office.close()
    },
  }
}

/** While what trust rests on is away nothing can be planned, but what is asked is still answered; so it is beside a file that should be a proposal. */
function notesOf(office: Office): Promise<readonly string[]> {
  const unreadable = office.unreadable().map(({ file }) => `${file} among the proposals is none`)
  return office.government().then(() => unreadable, () => [`the ${office.restsOn} cannot be reached`, ...unreadable])
}
