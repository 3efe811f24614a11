import { NotifyClient } from 'notifications-node-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { govukNotify, readNotifyKey } from '@counterfoil/issuer/adapters/notify/govuk-notify'
import { writeMessage } from '@counterfoil/issuer/pages/notify/message-text'
import type { Message } from '@counterfoil/issuer/domain/notify/message'
import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { notifyApiKey, notifyKey, notifyTemplates, startNotifyServer, type NotifyServer } from '../../support/notify-server.ts'
import { codeMessage, council, linkMessage, linkOfOffer, now } from './messages.ts'

let notify: NotifyServer
let refusals: object[]
let time: () => number = () => now

beforeAll(async () => {
  notify = await startNotifyServer(() => time())
})
afterEach(() => {
  notify.answers('well')
  notify.taken.length = 0
  time = () => now
})
afterAll(() => notify.close())

function carrier({ clock = fixedClock(now), secret = notifyKey.secret }: { readonly clock?: typeof systemClock; readonly secret?: string } = {}) {
  refusals = []
  const account = { ...notifyKey, secret, url: notify.url, templates: notifyTemplates }
  return govukNotify(account, { fetchOutside: createFetchOutside({ privateHosts: [notify.host] }), clock, onRefused: (refusal) => refusals.push(refusal) })
}

const carry = (message: Message, { mayBeThere = false, ...ports }: { readonly mayBeThere?: boolean } & Parameters<typeof carrier>[0] = {}) => carrier(ports).carry(message, writeMessage(message, council), { mayBeThere })

describe('GOV.UK Notify', () => {
  it('is told of an e-mail and of a letter as its own published client tells it', async () => {
    const client = new NotifyClient(notify.url, notifyApiKey)
    time = () => systemClock.now()
    const bodiesOf = (message: Message) => {
      const { subject, paragraphs, link } = writeMessage(message, council)
      return { heading: subject, body: paragraphs.join('\n\n'), ...(link === null ? {} : { link }) }
    }
    const address = { address_line_1: 'Ceridwen Ashdown', address_line_2: '14 Harbour Lane', address_line_3: 'Aldermoor', address_line_4: 'AL1 2BC' }
    const pairs = [
      { message: linkMessage(), byClient: (message: Message) => client.sendEmail(notifyTemplates.email, String(message.to), { personalisation: bodiesOf(message), reference: message.reference }) },
      { message: linkMessage({ by: 'letter' }), byClient: (message: Message) => client.sendLetter(notifyTemplates.letterWithQr, { personalisation: { ...address, ...bodiesOf(message) }, reference: message.reference }) },
      { message: codeMessage(), byClient: (message: Message) => client.sendLetter(notifyTemplates.letter, { personalisation: { ...address, ...bodiesOf(message) }, reference: message.reference }) },
    ]
    for (const { message, byClient } of pairs) {
      notify.taken.length = 0
      expect(await carry(message, { clock: systemClock })).toEqual({ isSent: true })
      await byClient(message)
      const [ours, theirs] = notify.taken
      expect(ours).toEqual(theirs)
    }
  })

  it('takes a key as Notify hands it out, and nothing else', () => {
    expect(readNotifyKey(` ${notifyApiKey}\n`)).toEqual(notifyKey)
    for (const wrong of ['', 'counterfoil', notifyKey.secret, notifyApiKey.slice(0, -1), notifyApiKey.replace('dddd', 'zzzz')]) expect(readNotifyKey(wrong)).toBeNull()
  })

  it('asks for the reference before it sends again, and sends once', async () => {
    notify.answers('lost')
    expect(await carry(linkMessage())).toEqual({ isSent: false, problem: 'away', isFinal: false })
    notify.answers('well')
    expect(await carry(linkMessage(), { mayBeThere: true })).toEqual({ isSent: true })
    expect(notify.taken).toHaveLength(1)
    expect(await carry(codeMessage(), { mayBeThere: true })).toEqual({ isSent: true })
    expect(notify.taken).toHaveLength(2)
  })

  const noes = [
    { says: { status: 400, error: 'ValidationError', message: 'email_address Not a valid email address' }, problem: 'address_refused', isFinal: true },
    { says: { status: 400, error: 'BadRequestError', message: "Can't send to this recipient using a team-only API key" }, problem: 'trial_account', isFinal: true },
    { says: { status: 400, error: 'BadRequestError', message: "Can't send to this recipient when service is in trial mode" }, problem: 'trial_account', isFinal: true },
    { says: { status: 403, error: 'BadRequestError', message: 'Cannot send letters when service is in trial mode' }, problem: 'trial_account', isFinal: true },
    { says: { status: 400, error: 'BadRequestError', message: 'Template not found' }, problem: 'message_refused', isFinal: true },
    { says: { status: 403, error: 'AuthError', message: 'Error: Your system clock must be accurate to within 30 seconds' }, problem: 'key_refused', isFinal: false },
    { says: { status: 429, error: 'RateLimitError', message: 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds' }, problem: 'limit_reached', isFinal: false },
    { says: { status: 429, error: 'TooManyRequestsError', message: 'Exceeded send limits (50) for today' }, problem: 'limit_reached', isFinal: false },
    { says: { status: 500, error: 'Exception', message: 'Internal server error' }, problem: 'away', isFinal: false },
    { says: { status: 503, error: '<b>not a name</b>', message: '' }, problem: 'away', isFinal: false },
  ] as const
  it.each(noes)('says $says.status "$says.message": $problem', async ({ says, problem, isFinal }) => {
    notify.answers(says)
    expect(await carry(linkMessage())).toEqual({ isSent: false, problem, isFinal })
    // What an operator reads names no address and repeats no word of an answer.
    expect(JSON.stringify(refusals)).toMatch(/^\[\{"status":\d{3},"error":"[A-Za-z]+"\}\]$/)
  })

  it('is away when nobody listens, when it answers with a page, and when it would send elsewhere', async () => {
    const nobody = govukNotify({ ...notifyKey, url: 'http://localhost:1', templates: notifyTemplates }, { fetchOutside: createFetchOutside({ privateHosts: ['localhost:1'] }), clock: fixedClock(now), onRefused: () => {} })
    expect(await nobody.carry(linkMessage(), writeMessage(linkMessage(), council), { mayBeThere: false })).toEqual({ isSent: false, problem: 'away', isFinal: false })
  })

  it('refuses a key that was changed, and a clock that is wrong', async () => {
    expect(await carry(linkMessage(), { secret: notifyKey.secret.replace('3', '5') })).toMatchObject({ problem: 'key_refused', isFinal: false })
    expect(await carry(linkMessage(), { clock: fixedClock(now - 31) })).toMatchObject({ problem: 'key_refused', isFinal: false })
    expect(notify.taken).toEqual([])
  })

  it('shows a letter’s link as a square, and an e-mail’s in its text', async () => {
    await carry(linkMessage())
    await carry(linkMessage({ by: 'letter', reference: 'two' }))
    const [email, letter] = notify.taken.map(({ body }) => body['personalisation'] as Readonly<Record<string, string>>)
    expect(email?.['body']).toContain(linkOfOffer)
    expect(letter).toMatchObject({ link: linkOfOffer })
    expect(letter?.['body']).not.toContain(linkOfOffer)
  })
})
