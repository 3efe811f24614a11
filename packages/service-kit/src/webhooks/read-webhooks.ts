import { z } from 'zod'
import { ConfigurationError } from '../config/read-env.ts'
import { readJson, readText } from '../config/read-files.ts'
import { isHost, listOf, optionalFile } from '../config/settings.ts'
import { isWebhookKey, isWebhookSecret } from './sign-webhook.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** What the file says of one endpoint. */
export const endpointShape = <const Type extends string>(types: readonly Type[]) =>
  z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be of small letters, digits and dashes'),
    url: z.string().refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'must be an http(s) address'),
    events: z.array(z.enum(types)).min(1).optional(),
    secretFiles: z.array(z.string().min(1)).max(4),
  })

type GivenEndpoint = z.output<ReturnType<typeof endpointShape>>

/**
 * Reads the file that says which systems hear of what, and the secrets that it names. What else its endpoints have is `make`'s.
 * Throws a `ConfigurationError` with everything that is wrong.
 */
export function readWebhooks<Given extends GivenEndpoint, Endpoint extends WebhookEndpoint>(file: string, shape: z.ZodType<Given>, make: (endpoint: Omit<WebhookEndpoint, 'types'>, given: Given) => Endpoint): readonly Endpoint[] {
  const parsed = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.array(shape)).safeParse(readJson<unknown>(file, 'webhooks file'))
  if (!parsed.success) throw new ConfigurationError(`The webhooks file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  return Object.entries(parsed.data).flatMap(([authority, endpoints]) => {
    if (new Set(endpoints.map(({ id }) => id)).size < endpoints.length) throw new ConfigurationError(`The webhooks file at ${file} names an endpoint of ${authority} twice.`)
    return endpoints.map((given) => make({ authority, id: given.id, url: given.url, ...keysOf(given.secretFiles, `${authority}/${given.id}`) }, given))
  })
}

function keysOf(files: readonly string[], name: string): Pick<WebhookEndpoint, 'secrets' | 'signingKeys'> {
  const texts = files.map((file) => readText(file, `secret of the webhook ${name}`))
  const secrets = texts.filter(isWebhookSecret)
  const signingKeys = texts.filter(isWebhookKey)
  if (texts.length === 0 || secrets.length + signingKeys.length < texts.length) throw new ConfigurationError(`The webhook ${name} needs secrets like whsec_…, of 24 to 64 bytes in base64, or Ed25519 keys like whsk_….`)
  return { secrets, signingKeys }
}

/** The part of a service's configuration that webhooks need. `page` tells how. */
export const webhookSettings = <Endpoint extends WebhookEndpoint>(page: string, read: (file: string) => readonly Endpoint[]) =>
  ({
    WEBHOOKS_FILE: optionalFile({ meaning: `File with the systems of each council that are told what happens ([how](${page})); without it there are none`, example: '/etc/counterfoil/webhooks.json' }, read, [] as readonly Endpoint[]),
    WEBHOOK_PRIVATE_HOSTS: listOf(isHost, 'hosts', { meaning: 'Hosts of webhooks that may lie in the council\'s own network and be reached by http', example: 'crm.internal', default: '' }),
  }) as const
