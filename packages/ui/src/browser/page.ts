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

function start(): void {
  if (document.documentElement.hasAttribute('data-asked-for-again')) isAskedForAgain(document.documentElement)
  for (const form of document.querySelectorAll('form')) if (form.method === 'post') sendOnce(form)
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) copies(button)
  for (const button of document.querySelectorAll('button[data-prints]')) button.addEventListener('click', () => print())
  // Buttons that only a script makes work are there only with it.
  for (const element of document.querySelectorAll<HTMLElement>('[data-with-script][hidden]')) element.hidden = false
  focusOnNews()
}

start()
