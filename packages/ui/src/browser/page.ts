// What pages do better where scripts run; each works without. Built to dist/page.js, with no dependency and no markup made of strings.

const longestWay = 20_000

/** A form that is on its way isn't sent again: a second press would cost what the first one's answer shows once. */
function sendOnce(form: HTMLFormElement): void {
  let sentAt = -longestWay
  form.addEventListener('submit', (event) => {
    if (event.timeStamp - sentAt < longestWay) return event.preventDefault()
    sentAt = event.timeStamp
    // In the history, since the page itself may be gone when somebody comes back to it.
    history.replaceState({ sent: true }, '')
  })
  window.addEventListener('pageshow', ({ persisted }) => {
    sentAt = -longestWay
    if ((history.state as { sent?: true } | null)?.sent !== true) return
    // A browser that brings a page back shows what was typed, and what became of that the server knows.
    history.replaceState(null, '')
    if (persisted) location.reload()
    else form.reset()
  })
}

/** What a page has to say first is read first: errors, or that something was done. */
function focusOnNews(): void {
  const news = document.querySelector<HTMLElement>('.govuk-error-summary, .govuk-notification-banner[role="alert"]')
  if (news === null || news.dataset['disableAutoFocus'] === 'true') return
  news.tabIndex = -1
  news.focus()
  news.addEventListener('blur', () => news.removeAttribute('tabindex'), { once: true })
}

/** Copies the text of the element that `data-copies` names, and says so in the element beside the button. */
function copies(button: HTMLButtonElement): void {
  const { copies: source = '', copied = '' } = button.dataset
  const said = document.createElement('span')
  said.className = 'cf-copied'
  said.setAttribute('role', 'status')
  button.after(said)
  button.addEventListener('click', () => {
    const text = document.getElementById(source)?.textContent?.trim() ?? ''
    void navigator.clipboard.writeText(text).then(() => {
      said.textContent = copied
    })
  })
}

/**
 * A page about somebody is asked for again when a browser brings it back: they may have signed out since, or sent what it
 * shows, and on a shared computer somebody else presses Back.
 */
function isAskedForAgain(page: HTMLElement): void {
  addEventListener('pagehide', () => {
    page.hidden = true
  })
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}

/** What calls itself a button answers to Space, where a link would scroll the page. @see https://www.w3.org/WAI/ARIA/apg/patterns/button/ */
function answersToSpace(event: KeyboardEvent): void {
  if (event.key !== ' ' || !(event.target instanceof HTMLElement) || !event.target.matches('a[role="button"]')) return
  event.preventDefault()
  event.target.click()
}

/** A file that is larger than what is taken isn't sent for minutes to be refused. */
function mustFit(field: HTMLInputElement): void {
  const { mostBytes = '', tooLarge = '' } = field.dataset
  field.form?.addEventListener('submit', (event) => {
    const said = field.previousElementSibling?.matches('[data-said-too-large]') === true ? field.previousElementSibling : null
    said?.remove()
    if ((field.files?.[0]?.size ?? 0) <= Number(mostBytes)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const error = document.createElement('p')
    error.className = 'govuk-error-message'
    error.setAttribute('role', 'alert')
    error.dataset['saidTooLarge'] = ''
    error.textContent = tooLarge
    field.before(error)
    field.focus()
  })
}

interface Progress {
  readonly done: number
  readonly of: number
  readonly texts: Readonly<Record<string, string>>
  readonly isOver: boolean
}

/** Asks for the page anew, and says that nobody pressed anything: that keeps no session. */
function showAnew(): void {
  const address = new URL(location.href)
  address.searchParams.set('unattended', '')
  // With a part of the page in it, the same address would only scroll.
  address.hash = ''
  location.replace(address)
}

/** Once it is shown, the address is the page's own again: whoever asks for it anew has pressed something. */
function isNoLongerUnattended(): void {
  const address = new URL(location.href)
  if (!address.searchParams.has('unattended')) return
  address.searchParams.delete('unattended')
  history.replaceState(history.state, '', address)
}

/** Shows how far a long work is, each second; what is read out comes ten times in all. */
function follows(section: HTMLElement): void {
  let saidTenths = -1
  const show = ({ done, of, texts }: Progress): void => {
    section.querySelector('progress')?.setAttribute('value', String(done))
    for (const text of section.querySelectorAll<HTMLElement>('[data-progress-text]')) text.textContent = texts[text.dataset['progressText'] ?? ''] ?? ''
    const tenths = of === 0 ? 10 : Math.floor((done / of) * 10)
    const said = section.querySelector('[data-progress-said]')
    if (said !== null && tenths > saidTenths) said.textContent = texts['done'] ?? ''
    saidTenths = Math.max(saidTenths, tenths)
  }
  const ask = async (): Promise<void> => {
    const answer = await fetch(section.dataset['progress'] ?? '', { headers: { accept: 'application/json' } }).catch(() => null)
    if (answer?.ok === false) return showAnew()
    const progress = answer === null ? null : ((await answer.json()) as Progress)
    if (progress?.isOver === true) return showAnew()
    if (progress !== null) show(progress)
    setTimeout(() => void ask(), 1000)
  }
  void ask()
}

function start(): void {
  isNoLongerUnattended()
  if (document.documentElement.hasAttribute('data-asked-for-again')) isAskedForAgain(document.documentElement)
  for (const field of document.querySelectorAll<HTMLInputElement>('input[data-most-bytes]')) mustFit(field)
  for (const form of document.querySelectorAll('form')) if (form.method === 'post') sendOnce(form)
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) copies(button)
  for (const button of document.querySelectorAll('button[data-prints]')) button.addEventListener('click', () => print())
  for (const section of document.querySelectorAll<HTMLElement>('[data-progress]')) follows(section)
  document.addEventListener('keydown', answersToSpace)
  // Buttons that only a script makes work are there only with it.
  for (const element of document.querySelectorAll<HTMLElement>('[data-with-script][hidden]')) element.hidden = false
  focusOnNews()
}

start()
