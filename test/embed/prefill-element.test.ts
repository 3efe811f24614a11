// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import '@counterfoil/embed/counterfoil-prefill'
import { detailsMarkup, input, person, type } from './form-page.ts'
import { StubFormServer } from './stub-form-server.ts'

const attributes = 'form="blue-badge-renewal" endpoint="/aldermoor/prefill" asks="your name and address"'
let server: StubFormServer

const element = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('counterfoil-prefill')
  if (found === null) throw new Error('the page has no element')
  return found
}
const state = (): string | undefined => element().dataset['state']
const status = (): string => element().querySelector('[role=status]')?.textContent ?? ''
const text = (): string => (element().textContent ?? '').replace(/\s+/g, ' ')
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
/** Long enough for the next look at the form's server. */
const nextPoll = (): Promise<unknown> => vi.advanceTimersByTimeAsync(6000)

function press(words: string): void {
  const button = [...element().querySelectorAll('button')].find((candidate) => candidate.textContent === words)
  if (button === undefined) throw new Error(`no button says ${words}`)
  button.click()
}

async function choose(value: 'same_device' | 'wallet_app' | 'cross_device' | 'none'): Promise<void> {
  const radio = element().querySelector<HTMLInputElement>(`input[value=${value}]`)
  if (radio !== null) radio.checked = true
  press('Continue with this choice')
  await settle()
}

/** The wallet has answered; the citizen types the number that it shows. */
async function answered(number = '471'): Promise<void> {
  server.status = { status: 'answered' }
  await nextPoll()
  await typeNumber(number)
}

async function typeNumber(number: string): Promise<void> {
  const control = element().querySelector<HTMLInputElement>('input[inputmode=numeric]')
  if (control === null) throw new Error('no number is asked for')
  control.value = number
  press('Fill in the form')
  await settle()
}

function open(more = ''): void {
  document.body.innerHTML = `<main><form id="details"><counterfoil-prefill ${attributes} ${more}><button>no script</button></counterfoil-prefill>${detailsMarkup}</form></main>`
}

beforeEach(() => {
  vi.useFakeTimers()
  server = new StubFormServer()
  history.replaceState(null, '', '/aldermoor/blue-badge-renewal')
  sessionStorage.clear()
  localStorage.clear()
  // jsdom goes nowhere: the test stands for the wallet.
  addEventListener('counterfoil-leave', stay)
})

afterEach(() => {
  document.body.replaceChildren()
  removeEventListener('counterfoil-leave', stay)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const stay = (event: Event): void => event.preventDefault()

describe('an answer that was not taken', () => {
  it('is told with what may be done, once, and ends nothing: somebody else may have sent it', async () => {
    open()
    await choose('cross_device')
    server.status = { status: 'fetched' }
    await nextPoll()
    const before = status()
    server.status = { status: 'fetched', hint: 'status_unavailable' }
    await nextPoll()
    expect(status()).not.toBe(before)
    for (const said of ['It may not have been yours', 'You can still answer', 'Try again in a few minutes']) expect(status()).toContain(said)
    expect(state()).toBe('waiting')
    expect(text()).toContain('AK7P-4MWX')
    await answered()
    expect(state()).toBe('filled')
  })
})

describe('at first', () => {
  it('says what will be asked, asks where the wallet is, and takes the place of what stood for it', () => {
    open()
    expect(state()).toBe('idle')
    expect(text()).toContain('We will ask your wallet for your name and address.')
    expect(text()).not.toContain('no script')
    expect([...element().querySelectorAll('input[type=radio]')]).toHaveLength(4)
  })

  it('keeps its own controls out of the form around it', () => {
    open()
    expect([...(document.forms[0]?.elements ?? [])].filter((control) => element().contains(control))).toEqual([])
  })

  it('speaks Welsh where the page does', () => {
    open('lang="cy"')
    expect(text()).toContain('Ble mae eich waled?')
  })

  it('asks nobody anything', () => {
    open()
    expect(server.asked).toEqual([])
  })

  it('says what is missing when nothing was chosen', () => {
    open()
    press('Continue with this choice')
    expect(text()).toContain('Select where your wallet is')
    expect(document.activeElement?.getAttribute('type')).toBe('radio')
  })

  it('has a way for those who have no wallet, and back (EMB-13)', async () => {
    open()
    await choose('none')
    expect(text()).toContain('You don’t need a wallet.')
    press('Choose again')
    expect(state()).toBe('idle')
  })
})

describe('where the citizen had their wallet', () => {
  const chosen = (): string | undefined => element().querySelector<HTMLInputElement>('input:checked')?.value

  it.each(['same_device', 'wallet_app', 'cross_device', 'none'] as const)('(%s) is chosen the next time, and nothing else is kept of them', async (where) => {
    open()
    expect(chosen()).toBeUndefined()
    await choose(where)
    open()
    sessionStorage.clear()
    open()
    expect(chosen()).toBe(where)
    expect({ ...localStorage }).toEqual({ 'counterfoil-wallet': where })
  })

  it('is forgotten where the page says so', async () => {
    open('remember="no"')
    await choose('cross_device')
    expect(localStorage).toHaveLength(0)
    localStorage.setItem('counterfoil-wallet', 'none')
    open('remember="no"')
    expect(chosen()).toBeUndefined()
  })

  it('is asked where something else was kept under that name, or nothing can be', () => {
    localStorage.setItem('counterfoil-wallet', '"><script>')
    open()
    expect(chosen()).toBeUndefined()
    vi.stubGlobal('localStorage', undefined)
    open()
    expect(state()).toBe('idle')
  })
})

describe('a wallet that the browser finds', () => {
  const radio = (): HTMLInputElement | null => element().querySelector('input[value=digital_credentials]')

  it('is offered where the page says so and the browser can, and nowhere else', () => {
    open('digital-credentials')
    expect(radio()).toBeNull()
    vi.stubGlobal('DigitalCredential', () => undefined)
    open()
    expect(radio()).toBeNull()
    open('digital-credentials')
    expect(radio()).not.toBeNull()
  })

  it('was chosen the last time and isn’t offered now: focus is on the first of what is', async () => {
    localStorage.setItem('counterfoil-wallet', 'digital_credentials')
    open('digital-credentials')
    press('Continue with this choice')
    await settle()
    expect(document.activeElement).toBe(element().querySelector('input'))
  })

  it('is no longer asked once the element has left the page', async () => {
    let asking: AbortSignal | undefined
    vi.stubGlobal('DigitalCredential', () => undefined)
    vi.stubGlobal('navigator', { credentials: { get: ({ signal }: { signal: AbortSignal }) => new Promise((_, reject) => (asking = signal).addEventListener('abort', () => reject(new DOMException('', 'AbortError')))) } })
    open('digital-credentials')
    const found = element()
    radio()?.click()
    press('Continue with this choice')
    await settle()
    expect([found.dataset['state'], asking?.aborted]).toEqual(['starting', false])
    found.remove()
    await settle()
    expect([found.dataset['state'], asking?.aborted]).toEqual(['starting', true])
  })
})

describe('a wallet on another device', () => {
  it('gets a typed code and a QR code, and waits', async () => {
    open()
    await choose('cross_device')
    expect(server.asked[0]).toEqual({ method: 'POST', path: '/aldermoor/prefill', body: { form: 'blue-badge-renewal', flow: 'cross_device', locale: 'en' } })
    expect(element().querySelector('.cf-code')?.textContent).toBe('AK7P-4MWX')
    expect(element().querySelector('svg')?.getAttribute('role')).toBe('img')
    expect(element().querySelector('svg path:last-child')?.getAttribute('d')).toBe('M4 4h1v1h-1z')
    expect(status()).toBe('Waiting for your wallet')
  })

  it.each([
    ['Copy code', 'AK7P-4MWX', 'Code copied'],
    ['Copy link', 'http://localhost:5630/authorize?request_uri=r', 'Link copied'],
  ])('gets what %s says, to paste or send there', async (words, copied, told) => {
    const writeText = vi.fn(async () => undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    open()
    await choose('cross_device')
    press(words)
    await settle()
    expect(writeText).toHaveBeenCalledExactlyOnceWith(copied)
    expect(status()).toBe(told)
  })

  it('is announced when it opens the request, without touching what is shown', async () => {
    open()
    await choose('cross_device')
    const code = element().querySelector('.cf-code')
    server.status = { status: 'fetched' }
    await nextPoll()
    expect(status()).toBe('Your wallet has opened the request')
    expect(element().querySelector('.cf-code')).toBe(code)
  })

  it('asks for the number that the wallet shows, and says so when it is another; the second time the code has run out', async () => {
    open()
    await choose('cross_device')
    server.status = { status: 'answered' }
    await nextPoll()
    expect([state(), status()]).toEqual(['number', 'Your wallet has answered'])
    expect(document.activeElement?.getAttribute('inputmode')).toBe('numeric')
    await typeNumber('4')
    expect(server.asked.some(({ path }) => path.endsWith('/result'))).toBe(false)
    server.resultStatus = 400
    await typeNumber('472')
    expect(server.asked.at(-2)?.body).toEqual({ form: 'blue-badge-renewal', number: '472' })
    expect(text()).toContain('Enter the three digits that your wallet shows.')
    server.status = { status: 'expired' }
    await typeNumber('473')
    expect([state(), input('fn').value]).toEqual(['expired', ''])
  })

  it('gives a code that nobody opened in its time way to the next, without being asked, and not for ever', async () => {
    server.beginsAt = { status: 'requested' }
    open()
    await choose('cross_device')
    const starts = () => server.asked.filter(({ method, path }) => method === 'POST' && path === '/aldermoor/prefill').length
    for (let rotations = 1; rotations <= 9; rotations += 1) {
      await vi.advanceTimersByTimeAsync(120_000)
      server.status = { status: 'expired' }
      await nextPoll()
      expect([starts(), state()]).toEqual([rotations + 1, 'waiting'])
    }
    await vi.advanceTimersByTimeAsync(120_000)
    server.status = { status: 'expired' }
    await nextPoll()
    expect([starts(), state()]).toEqual([10, 'expired'])
  })

  it.each([
    ['', 'This could not be used and filled in nothing: Blue Badge credential.'],
    ['lang="cy"', 'Ni ellid defnyddio hon, ac ni lenwodd ddim: '],
  ])('says which credential could not be used (%s)', async (lang, sentence) => {
    server.leftOut = [{ en: 'Blue Badge', cy: 'Bathodyn Glas' }, 'nothing in words']
    history.replaceState(null, '', '/aldermoor/blue-badge-renewal#response_code=abc')
    open(lang)
    await settle()
    expect(text()).toContain(sentence)
  })

  it('fills in the form, says so, and moves focus to the banner’s heading', async () => {
    open()
    await choose('cross_device')
    await answered()
    expect(state()).toBe('filled')
    expect(input('fn').value).toBe('Morag')
    expect(document.activeElement?.textContent).toBe('We filled in 7 answers from your residency credential')
    expect(text()).toContain('Issued by Aldermoor Borough Council on 1 October 2026.')
    expect(document.getElementById(input('fn').getAttribute('aria-describedby') ?? '')?.textContent).toBe('From your residency credential, issued by Aldermoor Borough Council')
  })

  it('says in small print as of when, if the councils’ network is away', async () => {
    open()
    await choose('cross_device')
    server.unconfirmedSince = '2026-10-01T09:30:00.000Z'
    await answered()
    expect(element().querySelector('.govuk-body-s')?.textContent).toMatch(/^Checked against what was known at \d\d:\d\d, because/)
  })

  it('has no such small print otherwise', async () => {
    open()
    await choose('cross_device')
    await answered()
    expect(element().querySelector('.govuk-body-s')).toBeNull()
  })

  it('says what stayed empty', async () => {
    open()
    await choose('cross_device')
    await answered()
    expect([...element().querySelectorAll('li')].map((item) => item.textContent)).toEqual(['Address line 2'])
  })

  it.each([
    ['declined', { status: 'declined', refusal: 'client_rejected' }, 'Nothing was shared'],
    ['refused', { status: 'refused', refusal: 'credential_revoked' }, 'has withdrawn it'],
    ['refused', { status: 'refused', refusal: 'credential_suspended' }, 'has suspended it'],
    ['refused', { status: 'refused', refusal: 'credential_expired' }, 'It has expired'],
    ['refused', { status: 'refused', refusal: 'issuer_not_trusted' }, 'isn’t accredited'],
    ['refused', { status: 'refused', refusal: 'credential_missing_data' }, 'It lacks something that this form needs'],
    ['refused', { status: 'refused', refusal: '__proto__' }, 'The wallet’s answer couldn’t be used'],
    ['expired', { status: 'expired' }, 'The code has run out'],
    ['expired', { http: 404 }, 'The code has run out'],
    ['taken', { status: 'collected' }, 'It may have filled in this form in another tab'],
  ])('ends as %s after %j, in plain words and with a way on (EMB-13)', async (kind, answer, words) => {
    open()
    type('badge', 'AB12CD')
    await choose('cross_device')
    server.status = answer
    await nextPoll()
    expect(state()).toBe(kind)
    expect(text()).toContain(words)
    expect(input('badge').value).toBe('AB12CD')
    expect(element().querySelector('button')).not.toBeNull()
    const { polls } = server
    await vi.advanceTimersByTimeAsync(120_000)
    expect(server.polls).toBe(polls)
  })

  it('gets a new code with one button when the old has run out', async () => {
    open()
    await choose('cross_device')
    server.status = { status: 'expired' }
    await nextPoll()
    server.status = { status: 'requested' }
    press('Get a new code')
    await settle()
    expect(state()).toBe('waiting')
  })

  it('can be given up', async () => {
    open()
    await choose('cross_device')
    press('Cancel')
    expect(state()).toBe('idle')
    const { polls } = server
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.polls).toBe(polls)
  })
})

describe('waiting', () => {
  it('slows down', async () => {
    open()
    await choose('cross_device')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.polls).toBeGreaterThan(10)
    expect(server.polls).toBeLessThan(25)
  })

  it('slows down more while the page is hidden, and looks at once when it is seen', async () => {
    open()
    await choose('cross_device')
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(server.polls).toBeLessThan(7)
    const { polls } = server
    hidden.mockReturnValue('visible')
    document.dispatchEvent(new Event('visibilitychange'))
    await settle()
    expect(server.polls).toBe(polls + 1)
    hidden.mockRestore()
  })

  it('looks at once when the page comes back from the back-forward cache (EMB-20)', async () => {
    open()
    await choose('cross_device')
    const { polls } = server
    dispatchEvent(new Event('pageshow'))
    await settle()
    expect(server.polls).toBe(polls + 1)
  })

  it('ends when the element is taken off the page (EMB-19)', async () => {
    open()
    await choose('cross_device')
    element().remove()
    const { polls } = server
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.polls).toBe(polls)
  })

  it('outlives a short failure of the network, and ends after a long one with the form still there', async () => {
    open()
    type('fn', 'Mo')
    await choose('cross_device')
    server.reachable = false
    await vi.advanceTimersByTimeAsync(8000)
    expect(state()).toBe('waiting')
    server.reachable = true
    await vi.advanceTimersByTimeAsync(6000)
    server.reachable = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state()).toBe('failed')
    expect(input('fn').value).toBe('Mo')
  })

  it('says once what has not changed', async () => {
    open()
    const said: string[] = []
    new MutationObserver(() => said.push(status())).observe(element().querySelector('[role=status]') ?? document, { childList: true, characterData: true, subtree: true })
    await choose('cross_device')
    await vi.advanceTimersByTimeAsync(30_000)
    server.status = { status: 'fetched' }
    await vi.advanceTimersByTimeAsync(30_000)
    expect(said.at(-1)).toBe('Your wallet has opened the request')
    expect(said.length).toBeLessThanOrEqual(3)
  })
})

describe('a form server that can’t help', () => {
  it.each([503, 403, 404, 500])('(%i) leaves the form to be filled in by hand', async (code) => {
    server.startStatus = code
    open()
    await choose('cross_device')
    expect(state()).toBe('failed')
    expect(text()).toContain('You can fill in the form by hand, or try again.')
  })

  it('is never another site (EMB-22)', async () => {
    open()
    element().setAttribute('endpoint', 'https://evil.example/prefill')
    document.querySelector('form')?.prepend(element())
    await choose('cross_device')
    expect(state()).toBe('failed')
    expect(server.asked).toEqual([])
  })

  it('is never a message, wherever it comes from (EMB-03)', async () => {
    open()
    await choose('cross_device')
    const forged = { status: 'answered', fields: person, source: { authority: { en: 'A', cy: 'A' }, type: { en: 'T', cy: 'T' } } }
    for (const origin of ['https://evil.example', location.origin]) dispatchEvent(new MessageEvent('message', { data: forged, origin }))
    await settle()
    expect(state()).toBe('waiting')
    expect(input('fn').value).toBe('')
  })

  it('sends nobody to a link that runs a script (EMB-22)', async () => {
    server.walletLink = 'javascript:alert(1)'
    open()
    await choose('same_device')
    expect(state()).toBe('failed')
    expect(element().querySelector('a')).toBeNull()
  })

  it('fails the collecting: nothing is filled and the citizen can go on', async () => {
    server.resultStatus = 500
    open()
    await choose('cross_device')
    await answered()
    expect(state()).toBe('failed')
    expect(input('fn').value).toBe('')
    // The number was typed within the element, and what is only announced had nothing to go to in between.
    expect(document.activeElement?.textContent).toBe('Sorry, the form can’t be filled in from your wallet just now')
  })
})

describe('what the citizen typed before', () => {
  it('is never overwritten without asking: once, for all (EMB-21)', async () => {
    open()
    type('fn', 'Mo')
    type('pc', 'ZZ1 1ZZ')
    await choose('cross_device')
    await answered()
    expect(state()).toBe('conflict')
    expect(document.activeElement?.textContent).toBe('You have already typed some answers')
    expect([...element().querySelectorAll('li')].map((item) => item.textContent)).toEqual(['First name', 'Postcode'])
    expect([input('fn').value, input('pc').value]).toEqual(['Mo', 'ZZ1 1ZZ'])
  })

  it.each([['Keep what I typed', 'Mo'], ['Use the council’s details', 'Morag']])('stays if they type it while they are asked, whatever they answer: "%s"', async (words, first) => {
    open()
    type('fn', 'Mo')
    await choose('cross_device')
    await answered()
    type('pc', 'ZZ1 1ZZ')
    press(words)
    expect([input('fn').value, input('ln').value, input('pc').value]).toEqual([first, 'Ffion-Jones', 'ZZ1 1ZZ'])
  })

  it.each([
    ['Keep what I typed', 'Mo', 'We filled in 6 answers from your residency credential'],
    ['Use the council’s details', 'Morag', 'We filled in 7 answers from your residency credential'],
  ])('"%s" does as it says', async (words, first, heading) => {
    open()
    type('fn', 'Mo')
    await choose('cross_device')
    await answered()
    press(words)
    expect([input('fn').value, input('ln').value, input('uprn').value]).toEqual([first, 'Ffion-Jones', person['uprn']])
    expect(document.activeElement?.textContent).toBe(heading)
  })
})

describe('a wallet on this device', () => {
  it('gets the citizen by a link, and what they typed stays in this tab', async () => {
    open()
    type('badge', 'AB12CD')
    await choose('same_device')
    expect(element().querySelector('a')?.href).toBe(server.walletLink)
    expect(Object.values({ ...sessionStorage }).join(' ')).toContain('AB12CD')
  })

  it('brings them back to the same step: the code leaves the address, the answers return, the form fills in', async () => {
    open()
    type('badge', 'AB12CD')
    type('fn', 'Morag')
    await choose('same_device')
    history.replaceState(null, '', '/aldermoor/blue-badge-renewal#response_code=abc_DEF-123')
    open()
    expect(location.href).not.toContain('response_code')
    await settle()
    expect(server.asked.at(-1)).toEqual({ method: 'POST', path: '/aldermoor/prefill/prefill-1/result', body: { form: 'blue-badge-renewal', response_code: 'abc_DEF-123' } })
    expect(state()).toBe('filled')
    expect([input('badge').value, input('ln').value]).toEqual(['AB12CD', 'Ffion-Jones'])
    expect(sessionStorage).toHaveLength(0)
  })

  it('may be an app: its address waits for a press, and so does the other that apps listen to', async () => {
    let left = 0
    addEventListener('counterfoil-leave', () => (left += 1), { once: true })
    open()
    type('badge', 'AB12CD')
    await choose('wallet_app')
    expect(server.asked[0]?.body).toMatchObject({ flow: 'same_device' })
    expect([...element().querySelectorAll('a')].map(({ href }) => href)).toEqual(['openid4vp://?client_id=c&request_uri=r', 'haip-vp://?client_id=c&request_uri=r'])
    expect([left, sessionStorage.length]).toEqual([0, 0])
    element().addEventListener('click', (event) => event.preventDefault())
    element().querySelector('a')?.click()
    expect(Object.values({ ...sessionStorage }).join(' ')).toContain('AB12CD')
    history.replaceState(null, '', '/aldermoor/blue-badge-renewal#response_code=abc')
    open()
    await settle()
    expect([state(), input('badge').value]).toEqual(['filled', 'AB12CD'])
  })

  it.each(['javascript:alert(1)', 'https://evil.example/?client_id=c', 17, undefined])('that is an app, with the link %j, is offered the web wallet instead', async (link) => {
    server.appLink = link
    open()
    await choose('wallet_app')
    expect([...element().querySelectorAll('a')].map(({ href }) => href)).toEqual([server.walletLink])
  })

  it('brings them back even into another tab, which remembers nothing', async () => {
    history.replaceState(null, '', '/aldermoor/blue-badge-renewal#response_code=abc')
    open()
    await settle()
    expect(server.asked.at(-1)?.path).toBe('/aldermoor/prefill/current/result')
    expect(state()).toBe('filled')
  })

  it('may bring them back without an answer: it says why', async () => {
    open()
    await choose('same_device')
    server.status = { status: 'refused', refusal: 'credential_revoked' }
    open()
    await nextPoll()
    expect(state()).toBe('refused')
    expect(text()).toContain('has withdrawn it')
  })

  it('collects nothing without the response code, though the answer is there, and offers to ask again: it was lost, or is in another tab', async () => {
    open()
    await choose('same_device')
    server.status = { status: 'answered' }
    await nextPoll()
    expect(server.asked.some(({ path }) => path.endsWith('/result'))).toBe(false)
    expect([input('fn').value, state()]).toEqual(['', 'taken'])
    press('Try again')
    await settle()
    expect(server.asked.filter(({ method, path }) => method === 'POST' && path === '/aldermoor/prefill')).toHaveLength(2)
  })

  it('keeps nothing that a credential said, no secret and no hidden field in the tab (EMB-09)', async () => {
    open()
    await choose('cross_device')
    await answered()
    // A second element takes over a form that the first filled in.
    const again = document.createElement('counterfoil-prefill')
    for (const { name, value } of element().attributes) again.setAttribute(name, value)
    element().replaceWith(again)
    server.status = { status: 'requested' }
    again.closest('form')?.append(Object.assign(document.createElement('input'), { type: 'password', name: 'secret', value: 'hunter2' }))
    type('badge', 'AB12CD')
    await choose('same_device')
    const kept = Object.values({ ...sessionStorage, ...localStorage }).join(' ')
    expect(kept).toContain('AB12CD')
    expect(kept).not.toMatch(/hunter2|token|Morag|Heron|100012345678/)
    expect(location.href + document.title + document.cookie).not.toMatch(/Morag|100012345678/)
  })
})

describe('the script', () => {
  it('may be loaded twice (EMB-18)', async () => {
    open()
    vi.resetModules()
    await expect(import('@counterfoil/embed/counterfoil-prefill')).resolves.toBeDefined()
    expect(state()).toBe('idle')
  })

  it('works with the form named by its id, and with the form after it', async () => {
    document.body.innerHTML = `<counterfoil-prefill ${attributes}></counterfoil-prefill><form id="details">${detailsMarkup}</form>`
    await choose('cross_device')
    await answered()
    expect(input('fn').value).toBe('Morag')
    document.body.innerHTML = `<form></form><form id="second">${detailsMarkup}</form><counterfoil-prefill ${attributes} for="second"></counterfoil-prefill>`
    await choose('cross_device')
    await answered()
    expect(input('fn').value).toBe('Morag')
  })
})
