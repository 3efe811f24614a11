import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { createPublisher } from './assemble.ts'
import { readConfig } from './config.ts'

runService('list publisher', async () => {
  const config = readConfig()
  const publisher = await createPublisher(config)
  try {
    await publisher.app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await publisher.close()
    throw error
  }
  return publisher
})
