// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

// A script of pages exports nothing, so that it is no module to the type check.
const script: string = '@counterfoil/ui/browser/page'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

const running = { done: 3, of: 10, texts: { done: '3 of 10' }, isOver: false }

/** A page that follows a long work, as far as what each question is answered by. */
async function follow(...answers: readonly Response[]) {
  document.body.innerHTML = '<div data-progress="/staff/bulk/1/progress?unattended"><progress max="10" value="0"></progress><p data-progress-text="done"></p></div>'
  const fetched = vi.fn<(address: string) => Promise<Response>>()
  for (const answer of answers) fetched.mockResolvedValueOnce(answer)
  const replace = vi.fn<(address: URL) => void>()
  vi.stubGlobal('fetch', fetched)
  vi.stubGlobal('location', { href: 'https://issuer.example/staff/bulk/1?passed_over=x#messages', replace })
  vi.resetModules()
  await import(script)
  await vi.advanceTimersByTimeAsync(1000 * (answers.length - 1))
  return { asked: fetched.mock.calls.map(([address]) => address), shown: replace.mock.calls.map(([address]) => String(address)), done: document.querySelector('progress')?.getAttribute('value') }
}

describe('a page that follows a long work', () => {
  it('shows how far it is, each second', async () => {
    const { asked, shown, done } = await follow(Response.json(running), Response.json({ ...running, done: 4 }), Response.json({ ...running, done: 5 }))
    expect([new Set(asked), shown, done]).toEqual([new Set(['/staff/bulk/1/progress?unattended']), [], '5'])
  })

  it.each([
    ['is over', () => Response.json({ ...running, isOver: true })],
    ['is not to be seen any more', () => Response.json({}, { status: 401 })],
  ])('is shown anew when the work %s, and says that nobody pressed anything', async (_, last) => {
    const { shown } = await follow(Response.json(running), last())
    expect(shown).toEqual(['https://issuer.example/staff/bulk/1?passed_over=x&unattended='])
  })

  it('that was shown anew has its own address again, for whoever asks for it by hand', async () => {
    history.replaceState({ sent: true }, '', '/staff/bulk/1?passed_over=x&unattended=#messages')
    vi.resetModules()
    await import(script)
    expect([location.pathname, location.search, location.hash, history.state]).toEqual(['/staff/bulk/1', '?passed_over=x', '#messages', { sent: true }])
    history.replaceState(null, '', '/')
  })
})
