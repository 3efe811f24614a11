import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createVerifier } from './assemble.ts'
import { readConfig } from './config.ts'

runService('verifier', async () => {
  const config = readConfig()
  const verifier = await createVerifier(config)
  try {
    await verifier.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await verifier.close()
    throw error
  }
  return verifier
})
