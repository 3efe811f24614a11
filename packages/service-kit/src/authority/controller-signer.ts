import { custodyIdOf } from '../keys/custody-kms.ts'
import type { CustodyEthereumSigner } from '../keys/ethereum-signer.ts'
import type { IdentityAgent } from '../keys/identity-agent.ts'

/** The controller key of an identity that the agent has, as a signer. Throws when it has none. */
export async function controllerSigner({ agent, custody }: IdentityAgent, did: string): Promise<CustodyEthereumSigner> {
  const { controllerKeyId = '' } = await agent.didManagerGet({ did })
  return custody.ethereumSigner(custodyIdOf(await agent.keyManagerGet({ kid: controllerKeyId })), 'controller')
}
