import { endpointShape, readWebhooks, webhookSettings } from '@counterfoil/service-kit/webhooks/read-webhooks'
import { webhookTypes, type IssuerWebhookEndpoint } from './domain/webhook-event.ts'

export const readIssuerWebhooks = (file: string): readonly IssuerWebhookEndpoint[] =>
  readWebhooks(file, endpointShape(webhookTypes), (endpoint, { events }): IssuerWebhookEndpoint => ({ ...endpoint, types: events ?? webhookTypes }))

export const issuerWebhookSettings = webhookSettings('council-api.md', readIssuerWebhooks)
