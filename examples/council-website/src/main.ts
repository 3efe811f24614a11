import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createWebsite } from './assemble.ts'
import { readConfig } from './config.ts'

runService('council website', async () => {
  const config = readConfig()
  const website = await createWebsite(config)
  try {
    await website.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await website.close()
    throw error
  }
  return website
})
