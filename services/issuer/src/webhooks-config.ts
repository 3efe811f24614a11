import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson, readText } from '@counterfoil/service-kit/config/read-files'
import { isHost, listOf, optionalFile } from '@counterfoil/service-kit/config/settings'
import { z } from 'zod'
import { isWebhookKey, isWebhookSecret } from './adapters/webhooks/sign-webhook.ts'
import { webhookTypes, type WebhookEndpoint } from './domain/webhook-event.ts'

const endpointShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be of small letters, digits and dashes'),
  url: z.string().refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'must be an http(s) address'),
  events: z.array(z.enum(webhookTypes)).min(1).optional(),
  secretFiles: z.array(z.string().min(1)).max(4),
})

/** Reads the file that says which systems hear of what, and the secrets that it names. Throws a `ConfigurationError` with everything that is wrong. */
export function readWebhooks(file: string): readonly WebhookEndpoint[] {
  const parsed = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.array(endpointShape)).safeParse(readJson<unknown>(file, 'webhooks file'))
  if (!parsed.success) throw new ConfigurationError(`The webhooks file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  return Object.entries(parsed.data).flatMap(([authority, endpoints]) => {
    if (new Set(endpoints.map(({ id }) => id)).size < endpoints.length) throw new ConfigurationError(`The webhooks file at ${file} names an endpoint of ${authority} twice.`)
    return endpoints.map((endpoint): WebhookEndpoint => ({ authority, id: endpoint.id, url: endpoint.url, types: endpoint.events ?? webhookTypes, ...keysOf(endpoint.secretFiles, `${authority}/${endpoint.id}`) }))
  })
}

function keysOf(files: readonly string[], name: string): Pick<WebhookEndpoint, 'secrets' | 'signingKeys'> {
  const texts = files.map((file) => readText(file, `secret of the webhook ${name}`))
  const secrets = texts.filter(isWebhookSecret)
  const signingKeys = texts.filter(isWebhookKey)
  if (texts.length === 0 || secrets.length + signingKeys.length < texts.length) throw new ConfigurationError(`The webhook ${name} needs secrets like whsec_…, of 24 to 64 bytes in base64, or Ed25519 keys like whsk_….`)
  return { secrets, signingKeys }
}

/** The part of the configuration that webhooks need. */
export const webhookSettings = {
  WEBHOOKS_FILE: optionalFile({ meaning: 'File with the systems of each council that are told what happens ([how](council-api.md)); without it there are none', example: '/etc/counterfoil/webhooks.json' }, readWebhooks, [] as readonly WebhookEndpoint[]),
  WEBHOOK_PRIVATE_HOSTS: listOf(isHost, 'hosts', { meaning: 'Hosts of webhooks that may lie in the council\'s own network and be reached by http', example: 'crm.internal', default: '' }),
} as const
