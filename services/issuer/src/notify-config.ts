import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson, readText } from '@counterfoil/service-kit/config/read-files'
import { oneOf, optionalFile } from '@counterfoil/service-kit/config/settings'
import { z } from 'zod'
import { readNotifyKey, type NotifyAccount } from './adapters/notify/govuk-notify.ts'

const notifyUrl = 'https://api.notifications.service.gov.uk'

const accountShape = z.strictObject({
  apiKeyFile: z.string().min(1),
  templates: z.strictObject({ email: z.uuid(), letter: z.uuid(), letterWithQr: z.uuid() }),
  url: z.url({ protocol: /^https?$/ }).refine((url) => !url.endsWith('/'), 'must have no slash at its end').default(notifyUrl),
})

/** By the id of the authority whose it is. */
export type NotifyAccounts = ReadonlyMap<string, NotifyAccount>

/** Reads the file that says by which account each authority writes to people. Throws a `ConfigurationError` with everything that is wrong. */
export function readNotifyAccounts(file: string): NotifyAccounts {
  const parsed = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), accountShape).safeParse(readJson<unknown>(file, 'notify file'))
  if (!parsed.success) throw new ConfigurationError(`The notify file at ${file} can't be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`)
  return new Map(
    Object.entries(parsed.data).map(([authority, { apiKeyFile, templates, url }]) => {
      const key = readNotifyKey(readText(apiKeyFile, `key of GOV.UK Notify of ${authority}`))
      if (key === null) throw new ConfigurationError(`The key of GOV.UK Notify of ${authority} must be as Notify gave it: a name and two ids.`)
      return [authority, { ...key, templates, url }]
    }),
  )
}

/** The part of the configuration that writing to people needs. */
export const notifySettings = {
  NOTIFY_FILE: optionalFile({ meaning: 'File with the account at GOV.UK Notify of each authority that writes to people by e-mail and letter ([how](issuer.md#e-mail-and-letters)); without one, staff hand offers over on screen or on paper', example: '/etc/counterfoil/notify.json' }, readNotifyAccounts, new Map() as NotifyAccounts),
  LOCAL_POST: oneOf(['no', 'yes'], { meaning: '`yes`, on a developer’s machine alone: what authorities without an account write to people is shown at `/post`, to anybody', example: 'yes', default: 'no' }),
} as const

export interface NotifyConfig {
  readonly accounts: NotifyAccounts
  /** Whether the letter boxes of this machine stand in for accounts that aren't there. */
  readonly localPost: boolean
}

/** Throws a `ConfigurationError` where everybody's post would be shown to the world. */
export function notifyOf(given: { readonly ISSUER_URL: string; readonly NOTIFY_FILE: NotifyAccounts; readonly LOCAL_POST: 'no' | 'yes' }): NotifyConfig {
  const localPost = given.LOCAL_POST === 'yes'
  if (localPost && !['localhost', '127.0.0.1', '[::1]'].includes(new URL(given.ISSUER_URL).hostname)) throw new ConfigurationError('LOCAL_POST shows everybody’s post to anybody: it must be no unless ISSUER_URL is of localhost.')
  return { accounts: given.NOTIFY_FILE, localPost }
}
