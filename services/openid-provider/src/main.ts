import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createOpenIdProvider } from './assemble.ts'
import { readConfig } from './config.ts'

runService('OpenID Provider', async () => {
  const config = readConfig()
  const provider = await createOpenIdProvider(config)
  try {
    await provider.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await provider.close()
    throw error
  }
  return provider
})
