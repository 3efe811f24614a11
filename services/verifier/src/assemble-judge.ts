import type { KeyObject } from 'node:crypto'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { judgingCrypto } from './adapters/judging-crypto.ts'
import { sandboxFacts } from './adapters/sandbox-facts.ts'
import type { VerifierConfig } from './config.ts'
import { isSandbox } from './domain/sandbox.ts'
import { policyOfCatalogue } from './domain/type-policies.ts'
import type { IssuerFacts } from './ports.ts'
import { judgePresentation } from './use-cases/judge-presentation.ts'
import type { ReceiveResponsePorts } from './use-cases/receive-response.ts'

/** What judges answers: by the facts of the network, or those of the sandbox for what a sandbox key began. */
export function assembleJudge(config: VerifierConfig, { clock, facts }: { readonly clock: Clock; readonly facts: IssuerFacts<KeyObject> }): ReceiveResponsePorts['judge'] {
  const parts = { clock, crypto: judgingCrypto, policy: policyOfCatalogue(readCatalogue(), config) }
  const judge = judgePresentation({ ...parts, facts })
  const { sandboxWalletUrl: walletUrl = null } = config
  if (walletUrl === null) return (input) => judge(input)
  const rehearse = judgePresentation({ ...parts, facts: sandboxFacts({ walletUrl, clock, fetchOutside: createFetchOutside({ privateHosts: [new URL(walletUrl).host] }) }) })
  return (input, presentation) => (isSandbox(presentation) ? rehearse(input) : judge(input))
}
