// A form team's server in TypeScript: it compiles against the types that were installed.
import { builtFiles } from '@counterfoil/embed/built-files'
import { createFormServer, type FormCheck, type PrefillResult, type StartedPresentation } from '@counterfoil/form-server'
import { verifyWebhook } from '@counterfoil/form-server/verify-webhook'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import { verifyPresentation, type PresentationToJudge } from '@counterfoil/shared/verification/verify-presentation'
import { verifierPlugin, type VerifierConfig } from '@counterfoil/verifier'
import type { FastifyInstance } from 'fastify'

const verifier = createFormServer({ verifierUrl: 'https://verifier.example/aldermoor', apiKey: 'key' })

export const ask = (): Promise<StartedPresentation> => verifier.start({ form: 'library-card', flow: 'cross_device', locale: 'cy' })
export const fill = (asked: StartedPresentation, number: string): Promise<PrefillResult> => verifier.collect(asked, number)
export const check = (receipt: string, submitted: Record<string, string>): Promise<FormCheck> => verifier.checkForm(receipt, submitted, 'library-card')
// @ts-expect-error there is no such flow
export const wrong = (): Promise<StartedPresentation> => verifier.start({ form: 'library-card', flow: 'no_device' })

export const whose = async (body: string): Promise<string> => (await verifyWebhook({ headers: {}, body }, { secrets: ['whsec_'] })).transactionId
export const claimsOf = async <Key>(input: PresentationToJudge, ports: VerificationPorts<Key>): Promise<unknown> => {
  const verdict = await verifyPresentation(input, ports)
  return verdict.outcome === 'verified' ? verdict.claims : verdict.refusal
}
export const within = async (host: FastifyInstance, config: VerifierConfig): Promise<string> => {
  await host.register(verifierPlugin, { prefix: '/verify', config })
  return builtFiles().script.integrity
}
