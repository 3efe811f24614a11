import { endpointShape, readWebhooks, webhookSettings } from '@counterfoil/service-kit/webhooks/read-webhooks'
import { z } from 'zod'
import { webhookTypes, type VerifierWebhookEndpoint } from './domain/webhook-event.ts'

const shape = endpointShape(webhookTypes).extend({ forms: z.array(z.string().min(1)).min(1).optional(), sandbox: z.boolean().optional() })

export const readVerifierWebhooks = (file: string): readonly VerifierWebhookEndpoint[] =>
  readWebhooks(file, shape, (endpoint, { events = webhookTypes, forms = null, sandbox = false }): VerifierWebhookEndpoint => ({ ...endpoint, types: events, forms, isSandbox: sandbox }))

export const verifierWebhookSettings = webhookSettings('verifier.md', readVerifierWebhooks)
