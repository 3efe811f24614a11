import type { FastifyRequest } from 'fastify'
import type { StaffView } from '../../pages/staff-page.ts'
import { formField } from '../form-guard.ts'
import type { StaffHandler } from '../page-scope.ts'

/** An address of the console, as it may be gone back to; the start page for anything else. */
export const consoleAddress = (given: unknown): string => (typeof given === 'string' && given.length <= 2000 && /^\/staff(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/.test(given) ? given : '/staff')

/**
 * Where somebody goes on who has to prove first that they are there: a form's own page. What they chose among words of ours goes along, for it
 * names nobody; nothing else of what was sent is kept.
 */
function backTo({ method, url, headers: { referer }, body }: FastifyRequest): string {
  if (method === 'GET') return consoleAddress(url)
  const from = URL.parse(referer ?? '')
  if (from === null) return '/staff'
  const codeIn = (name: string): string | null => {
    const value = formField(body, name)
    return value !== null && isCode(value) ? value : null
  }
  const [chosen, telling, when] = [codeIn('reason') ?? codeIn('verdict'), codeIn('telling'), codeIn('when')]
  if (chosen === null && telling === null && when === null) return consoleAddress(`${from.pathname}${from.search}`)
  for (const told of ['lacks', 'reason', 'told']) from.searchParams.delete(told)
  if (chosen !== null) from.searchParams.set('chosen', chosen)
  if (telling !== null) from.searchParams.set('telling', telling)
  if (when !== null) from.searchParams.set('when', when)
  return consoleAddress(`${from.pathname}${from.search}`)
}

const isCode = (text: string): boolean => /^[a-z_]{1,40}$/.test(text)

/** What somebody had chosen before they had to prove that they are there; for a page to choose it again, where it is one of its own. */
export function chosenBefore({ query }: FastifyRequest): string | null {
  const { chosen } = query as Readonly<Record<string, unknown>>
  return typeof chosen === 'string' && isCode(chosen) ? chosen : null
}

/**
 * For a route that can do great harm: `route('status', withStepUp(handler))`. Who hasn't proved within five minutes, in this very
 * session, to be there is sent to do that, and then back to the page. Put it on the page of a form as well as on its answer, so
 * that nobody fills in a form in vain.
 */
export const withStepUp = (handler: StaffHandler): StaffHandler => withStepUpWhen(async () => true, handler)

/** The same for what does great harm only sometimes, as the request tells. */
export const withStepUpWhen = (isDangerous: (view: StaffView, request: FastifyRequest) => Promise<boolean>, handler: StaffHandler): StaffHandler =>
  Object.assign<StaffHandler, object>(
    async (view, request, reply, secret) =>
      view.isSteppedUp || !(await isDangerous(view, request)) ? handler(view, request, reply, secret) : reply.redirect(`/staff/step-up?${new URLSearchParams({ back: backTo(request) }).toString()}`, 303),
    { stepUp: true },
  )
