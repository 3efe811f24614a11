// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

// A script of pages exports nothing, so that it is no module to the type check.
const script: string = '@counterfoil/ui/browser/staff'

const page = `<form><input type="hidden" name="csrf" value="first"></form>
<dialog id="session-ending" data-idle="900" data-owner="ABCD-EFGH"><div data-while="ending"><strong data-seconds></strong><p data-spoken></p><button type="button" data-stay></button></div><div data-while="over" hidden></div></dialog>`

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

/** A page of the console whose script runs. jsdom shows and closes no dialogues: here that is an attribute and an event, as browsers tell a page of it. */
async function openPage() {
  document.body.innerHTML = page
  const dialog = document.querySelector('dialog') ?? expect.fail('no dialogue')
  Object.assign(dialog, {
    showModal: () => dialog.setAttribute('open', ''),
    close: () => {
      dialog.removeAttribute('open')
      dialog.dispatchEvent(new Event('close'))
    },
  })
  const fetched = vi.fn<(address: string, options: RequestInit) => Promise<Response>>()
  const told: unknown[] = []
  const channel = Object.assign(new EventTarget(), { postMessage: (news: unknown) => told.push(news) })
  vi.stubGlobal('fetch', fetched)
  vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
    return channel
  })
  vi.resetModules()
  await import(script)
  const escape = (): boolean => !dialog.dispatchEvent(new Event('cancel', { cancelable: true }))
  return { dialog, fetched, told, escape, hear: (data: unknown) => channel.dispatchEvent(new MessageEvent('message', { data })), token: () => document.querySelector('input')?.value, isOver: () => dialog.hasAttribute('data-over') }
}

const answers = (status: number, news: object = { idle: 900, owner: 'ABCD-EFGH', csrf: 'second' }) => async () => Response.json(news, { status })
const minutes = (number: number) => vi.advanceTimersByTimeAsync(number * 60_000)

describe('the cover of a session that is over', () => {
  it('stays, whichever way a browser closes it, and closes when the same person is back', async () => {
    const { dialog, fetched, escape, hear, token, isOver } = await openPage()
    await minutes(16)
    expect([dialog.open, isOver(), dialog.getAttribute('closedby')]).toEqual([true, true, 'none'])
    fetched.mockImplementation(answers(401))
    expect(escape()).toBe(true)
    // Escape pressed again closes without asking the page.
    dialog.close()
    expect(dialog.open).toBe(true)
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockImplementation(answers(200))
    hear({ idle: 900, owner: 'ABCD-EFGH', csrf: 'second' })
    await minutes(0)
    expect([dialog.open, isOver(), dialog.getAttribute('closedby'), token()]).toEqual([false, false, 'closerequest', 'second'])
  })
})

describe('a service that answers otherwise than it should', () => {
  it.each<[string, () => Promise<Response>]>([
    ['is asked too often', answers(429)],
    ['is being started anew', answers(503)],
    ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('has ended no session: one that %s is asked again', async (_, busy) => {
    const { dialog, fetched, isOver, escape } = await openPage()
    await minutes(14)
    fetched.mockImplementation(busy)
    escape()
    await minutes(0)
    expect([dialog.open, isOver()]).toEqual([true, false])
    fetched.mockImplementation(answers(200))
    await minutes(0.5)
    expect([dialog.open, isOver(), fetched.mock.calls.length]).toEqual([false, false, 2])
    expect(fetched).toHaveBeenLastCalledWith('/staff/session', expect.anything())
  })

  it('has ended it when it says that nobody is signed in', async () => {
    const { dialog, fetched, isOver, escape } = await openPage()
    await minutes(14)
    fetched.mockImplementation(answers(401))
    escape()
    await minutes(1)
    expect([dialog.open, isOver(), fetched.mock.calls.length]).toEqual([true, true, 1])
  })
})

describe('a session that was proved anew in another window', () => {
  it('has its new token in the forms of this one, which asks once', async () => {
    const { fetched, hear, token, told } = await openPage()
    expect(told).toEqual([{ idle: 900, owner: 'ABCD-EFGH', csrf: 'first' }])
    fetched.mockImplementation(answers(200))
    hear({ idle: 900, owner: 'ABCD-EFGH', csrf: 'second' })
    await minutes(0)
    hear({ idle: 900, owner: 'ABCD-EFGH', csrf: 'second' })
    await minutes(0)
    expect([token(), fetched.mock.calls.length]).toEqual(['second', 1])
    // Nobody pressed anything here: that keeps no session.
    expect(fetched).toHaveBeenCalledWith('/staff/session?unattended', expect.anything())
  })
})
