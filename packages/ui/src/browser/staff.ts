// What pages of the console do better where scripts run: a warning before a session ends, and passkeys. Built to dist/staff.js.

interface SessionNews {
  readonly idle: number
  readonly owner: string
  /** What forms send along: another one since the session has another secret. */
  readonly csrf?: string | undefined
}

const warnBefore = 120_000
const second = 1000
const askAgainAfter = 10 * second

/** Warns before the session ends by itself; other windows of the same person keep it, too, and bring it back when they sign in again. */
function watchSession(dialog: HTMLDialogElement): void {
  const { owner = '' } = dialog.dataset
  const windows = new BroadcastChannel('counterfoil-staff')
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel has one origin.
  const tell = (news: SessionNews): void => windows.postMessage(news)
  const part = (name: string): HTMLElement | null => dialog.querySelector(`[data-while="${name}"]`)
  const token = (): string | undefined => document.querySelector<HTMLInputElement>('input[name="csrf"]')?.value
  let endsAt = 0
  let later = 0
  let isOver = false
  let spoken = ''

  const lasts = (news: SessionNews): void => {
    endsAt = Date.now() + news.idle * second
    isOver = false
    show('ending')
    if (dialog.open) dialog.close()
  }
  const show = (name: 'ending' | 'over'): void => {
    for (const other of ['ending', 'over']) part(other)?.toggleAttribute('hidden', other !== name)
    dialog.setAttribute('aria-labelledby', `session-${name}-title`)
    dialog.toggleAttribute('data-over', name === 'over')
    // What covers the page of a session that is over isn't closed by a key; pressed before, the key keeps the session.
    dialog.setAttribute('closedby', name === 'over' ? 'none' : 'closerequest')
  }
  /** Pressed, it keeps the session; a window that asks by itself says so. */
  const ask = async (how: 'pressed' | 'unattended'): Promise<void> => {
    clearTimeout(later)
    const answer = await fetch(how === 'pressed' ? '/staff/session' : '/staff/session?unattended', { headers: { accept: 'application/json' } }).catch(() => null)
    if (answer?.status === 401) return end()
    // A service that is busy or can't be reached has ended nothing.
    if (answer?.ok !== true) return void (later = window.setTimeout(() => void ask(how), askAgainAfter))
    const news = (await answer.json()) as SessionNews
    // Somebody else signed in at this browser: what this page shows isn't theirs.
    if (news.owner !== owner) return location.reload()
    for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrf"]')) field.value = news.csrf ?? ''
    lasts(news)
    tell({ ...news, owner })
  }
  const end = (): void => {
    isOver = true
    show('over')
    if (!dialog.open) dialog.showModal()
  }
  const tick = (): void => {
    const left = endsAt - Date.now()
    if (isOver || left > warnBefore) return
    if (left <= 0) return end()
    if (!dialog.open) dialog.showModal()
    say(Math.ceil(left / second))
  }
  /** Seen every second, spoken every half minute: a reader that counts along would drown everything else. */
  const say = (seconds: number): void => {
    for (const place of dialog.querySelectorAll('[data-seconds]')) place.textContent = String(seconds)
    const now = String(Math.ceil(seconds / 30) * 30)
    if (now === spoken) return
    spoken = now
    for (const place of dialog.querySelectorAll('[data-spoken]')) place.textContent = now
  }

  lasts({ idle: Number(dialog.dataset['idle']), owner })
  tell({ idle: Number(dialog.dataset['idle']), owner, csrf: token() })
  windows.addEventListener('message', ({ data }: MessageEvent<SessionNews>) => {
    // A new session has new tokens for the forms, and so has one that was proved anew.
    if (isOver || data.owner !== owner || data.csrf !== token()) void ask('unattended')
    else lasts(data)
  })
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    if (!isOver) void ask('pressed')
  })
  // A browser that doesn't know `closedby` closes it when Escape is pressed twice.
  dialog.addEventListener('close', () => {
    if (isOver) dialog.showModal()
  })
  dialog.querySelector('[data-stay]')?.addEventListener('click', () => void ask('pressed'))
  setInterval(tick, second)
}

const hasPasskeys = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Asks the browser for a passkey, and sends what it answers with the form. */
async function answerByPasskey(form: HTMLFormElement): Promise<void> {
  const { passkey, options = '{}', failed = '' } = form.dataset
  const said = form.querySelector('[role="status"]')
  if (said !== null) said.textContent = ''
  try {
    const asked: unknown = JSON.parse(options)
    const credential = (await (passkey === 'register'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked as PublicKeyCredentialCreationOptionsJSON) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked as PublicKeyCredentialRequestOptionsJSON) }))) as PublicKeyCredential | null
    const answer = form.querySelector<HTMLInputElement>('input[name="answer"]')
    if (credential === null || answer === null) throw new Error('no passkey')
    answer.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch {
    if (said !== null) said.textContent = failed
  }
}

function startStaff(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog#session-ending')
  if (dialog !== null) watchSession(dialog)
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) form.querySelector('button')?.addEventListener('click', () => void answerByPasskey(form))
  for (const element of document.querySelectorAll<HTMLElement>('[data-with-passkeys][hidden]')) element.hidden = !hasPasskeys
}

startStaff()
