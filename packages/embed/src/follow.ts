import { PrefillError, type PrefillStatus } from './client.ts'

export interface FollowOptions {
  readonly ask: () => Promise<PrefillStatus>
  readonly expiresAt: number
  /** Called once for every change. */
  readonly changed: (status: PrefillStatus) => void
  /** The form's server stopped answering. */
  readonly lost: () => void
}

const shortest = 1000
const longest = 5000
const whenHidden = 15_000
const mostFailures = 6

/** Follows a request at the form's own server: slower as time goes by and while the page is hidden, at once when it is seen again. */
export function follow(options: FollowOptions): { stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = shortest
  let failures = 0
  let last = ''
  let stopped = false
  let asking = false

  const stop = (): void => {
    stopped = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
    removeEventListener('pageshow', seen)
  }
  const again = (): void => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void poll(), document.visibilityState === 'hidden' ? whenHidden : wait)
    wait = Math.min(longest, wait * 1.3)
  }
  const tell = (status: PrefillStatus): void => {
    if (isEnded(status.status)) stop()
    const told = `${status.status} ${status.hint}`
    if (told !== last) options.changed(status)
    last = told
  }
  const poll = async (): Promise<void> => {
    if (stopped || asking) return
    asking = true
    const status = await ask(options).catch((error: unknown) => (error instanceof PrefillError ? error.kind : 'unreachable'))
    asking = false
    // Whoever stopped us while we asked doesn't want to know any more.
    if (stopped) return
    failures = typeof status === 'string' ? failures + 1 : 0
    if (typeof status !== 'string') tell(status)
    else if (status === 'gone') tell({ status: 'expired', refusal: undefined })
    else if (status === 'refused' || failures >= mostFailures) {
      stop()
      options.lost()
    }
    again()
  }
  const seen = (): void => {
    if (document.visibilityState === 'hidden') return
    wait = shortest
    void poll()
  }
  document.addEventListener('visibilitychange', seen)
  // A page that comes back from the back-forward cache has frozen timers.
  addEventListener('pageshow', seen)
  again()
  return { stop }
}

const isEnded = (status: PrefillStatus['status']): boolean => status !== 'requested' && status !== 'fetched'

async function ask({ ask: askServer, expiresAt }: FollowOptions): Promise<PrefillStatus> {
  try {
    return await askServer()
  } catch (error) {
    if (Date.now() > expiresAt) return { status: 'expired', refusal: undefined }
    throw error
  }
}
