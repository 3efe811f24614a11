import { OutsideUnavailable, type FetchOutside, type OutsideAnswer } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { SignJWT } from 'jose'
import type { Message, MessageProblem } from '../../domain/notify/message.ts'
import type { Carried, Carrier, WrittenMessage } from '../../ports/notifier.ts'

/** One authority's service at GOV.UK Notify. */
export interface NotifyAccount {
  readonly url: string
  /** Who asks: the service's id there. */
  readonly serviceId: string
  readonly secret: string
  /** Of the service's own templates, which only place what is written here. */
  readonly templates: { readonly email: string; readonly letter: string; readonly letterWithQr: string }
}

const patienceMs = 15_000
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const keyForm = new RegExp(`(${uuid})-(${uuid})$`, 'i')

/** The parts of an API key, as Notify hands it out: name, service id and secret. Null for what is none. */
export function readNotifyKey(key: string): Pick<NotifyAccount, 'serviceId' | 'secret'> | null {
  const [, serviceId, secret] = keyForm.exec(key.trim()) ?? []
  return serviceId === undefined || secret === undefined ? null : { serviceId, secret }
}

interface Ports {
  readonly fetchOutside: FetchOutside
  readonly clock: Clock
  /** What operators are told when Notify says no: its status and the name of its error, never its words, which may repeat ours. */
  readonly onRefused: (refusal: { readonly status: number; readonly error: string }) => void
}

/**
 * GOV.UK Notify, by its REST API and token scheme. Its published client does the same through two more libraries; tests hold that both
 * send alike. Notify doesn't look whether it had a reference before, so that is asked where an answer was lost.
 * @see https://docs.notifications.service.gov.uk/rest-api.html
 */
export const govukNotify = (account: NotifyAccount, { fetchOutside, clock, onRefused }: Ports): Carrier => {
  const ask = async (path: string, post?: object): Promise<OutsideAnswer> => {
    const token = await new SignJWT({ iss: account.serviceId, iat: clock.now() }).setProtectedHeader({ typ: 'JWT', alg: 'HS256' }).sign(Buffer.from(account.secret))
    const headers = { authorization: `Bearer ${token}`, ...(post === undefined ? {} : { 'content-type': 'application/json' }) }
    return fetchOutside(`${account.url}${path}`, { headers, timeoutMs: patienceMs, ...(post === undefined ? {} : { postOnce: JSON.stringify(post) }) })
  }
  const refused = ({ status, body }: OutsideAnswer): Carried => {
    const error = errorIn(body)
    onRefused({ status, error })
    return judged(status, error)
  }
  const isThere = async ({ reference, channel }: Message): Promise<boolean | Carried> => {
    const answer = await ask(`/v2/notifications?template_type=${channel}&reference=${encodeURIComponent(reference)}`)
    return answer.status === 200 ? notificationsIn(answer.body) > 0 : refused(answer)
  }
  return {
    channels: new Set(['email', 'letter']),
    carry: async (message, written, { mayBeThere }) => {
      try {
        const there = mayBeThere ? await isThere(message) : false
        if (typeof there !== 'boolean') return there
        if (there) return { isSent: true }
        const answer = await ask(`/v2/notifications/${message.channel}`, notificationOf(account, message, written))
        return answer.status === 201 ? { isSent: true } : refused(answer)
      } catch (error) {
        if (error instanceof OutsideUnavailable) return { isSent: false, problem: 'away', isFinal: false }
        throw error
      }
    },
  }
}

/** The body of a request. The template says nothing but `((heading))` and `((body))`, and for a letter that can be scanned `qr: ((link))`. */
function notificationOf({ templates }: NotifyAccount, { channel, to, reference }: Message, { subject, paragraphs, link }: WrittenMessage): object {
  const words = { heading: subject, body: paragraphs.join('\n\n') }
  if (channel === 'email') return { template_id: templates.email, email_address: to, personalisation: words, reference }
  const address = Object.fromEntries(to.map((line, index) => [`address_line_${index + 1}`, line]))
  return { template_id: link === null ? templates.letter : templates.letterWithQr, personalisation: { ...address, ...words, ...(link === null ? {} : { link }) }, reference }
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

const notificationsIn = (body: Buffer): number => {
  const { notifications } = parsed(body)
  return Array.isArray(notifications) ? notifications.length : 0
}

interface NotifyError {
  readonly error: string
  readonly message: string
}

/** The name of the first error, with what of its words decides. */
function errorIn(body: Buffer): string {
  const { errors } = parsed(body)
  const [first] = Array.isArray(errors) ? (errors as readonly Partial<NotifyError>[]) : []
  const message = first?.message ?? ''
  if (/team-only|trial mode/i.test(message)) return 'trial'
  if (/email_address|address_line|address/i.test(message)) return 'address'
  return /^[A-Za-z]{1,40}$/.test(String(first?.error)) ? String(first?.error) : 'unknown'
}

/** What an error means for a message: whether its address, the account or nobody is to blame, and whether another try may help. */
function judged(status: number, error: string): Carried {
  const no = (problem: MessageProblem, isFinal: boolean): Carried => ({ isSent: false, problem, isFinal })
  if (status === 429) return no('limit_reached', false)
  if (error === 'trial') return no('trial_account', true)
  if (status === 400) return no(error === 'address' ? 'address_refused' : 'message_refused', true)
  if (status === 401 || status === 403) return no('key_refused', false)
  return status >= 500 ? no('away', false) : no('message_refused', true)
}
