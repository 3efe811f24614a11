import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { httpSettings, limitsOf } from '@counterfoil/service-kit/config/http-settings'
import { listening, webAddress } from '@counterfoil/service-kit/config/settings'
import { runService } from '@counterfoil/service-kit/system/lifecycle'
import { z } from 'zod'
import { createFaultWallet } from './fault-wallet.ts'

const settings = z.object({
  FAULT_WALLET_URL: webAddress({ meaning: 'Where testers reach the fault wallet', example: 'http://localhost:4790' }),
  VERIFIER_URL: webAddress({ meaning: 'The verifier whose requests it answers, and no other’s', example: 'http://localhost:4720' }),
  ...listening(4790),
  ...httpSettings,
})

runService('Fault wallet', async () => {
  const given = readEnv(settings, process.env)
  const app = await createFaultWallet({ walletUrl: given.FAULT_WALLET_URL, verifierUrl: given.VERIFIER_URL, httpLimits: limitsOf(given) })
  await app.listen({ port: given.PORT, host: given.HOST })
  return { close: () => app.close() }
})
