import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createRegistrar } from './assemble.ts'
import { readConfig } from './config.ts'

runService('registrar', async () => {
  const config = readConfig()
  const registrar = await createRegistrar(config)
  try {
    await registrar.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await registrar.close()
    throw error
  }
  return registrar
})
