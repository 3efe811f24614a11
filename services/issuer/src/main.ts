import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createIssuer } from './assemble.ts'
import { readConfig } from './config.ts'

runService('issuer', async () => {
  const config = readConfig()
  const issuer = await createIssuer(config)
  try {
    await issuer.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await issuer.close()
    throw error
  }
  return issuer
})
