import { hash } from 'node:crypto'
import { createRegistrar, type RegistrarService } from '@counterfoil/registrar/assemble'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { noLimits } from '../support/limits.ts'

const callers = ['operator', 'aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'elmsworth'] as const

/** What a caller of this name shows; of any other name, a token that nobody has. */
export const tokenOf = (name: string): string => `token-of-${name}`.padEnd(32, '-')

/** The registrar's service over a founded network, without a port. */
export const openRegistrarService = (dataDir: string): Promise<RegistrarService> =>
  createRegistrar(
    {
      registrarUrl: 'http://localhost:7960',
      dataDir,
      tokenDigests: Object.fromEntries(callers.map((name) => [name, hash('sha256', tokenOf(name))])),
      rules: { age: seconds(365 * 86_400), overlap: seconds(60) },
      rotateEvery: null,
      httpLimits: noLimits,
      port: 0,
      host: 'localhost',
    },
    { logger: Object.assign(createLogger('registrar'), { level: 'silent' }) },
  )
