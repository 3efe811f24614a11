import type { FastifyInstance, FastifyReply } from 'fastify'
import { inProfile } from '../../domain/authority.ts'
import { open } from '../../domain/profile.ts'
import { dataRequestKindOf } from '../../domain/requests/data-request.ts'
import { askPage } from '../../pages/requests/ask-page.ts'
import type { CitizenKey } from '../../use-cases/authorize-wallet.ts'
import type { AskByCitizen } from '../../use-cases/requests/ask-by-citizen.ts'
import { citizenLanguage, cookieOf, hasChosenLanguage } from '../citizen-cookies.ts'
import type { CitizenPagesPorts } from '../citizen-pages.ts'
import { csrfTokenOf, formField, mustComeFromHere, mustHoldToken } from '../form-guard.ts'
import { sendPage } from '../page-scope.ts'

export interface AskRoutesPorts extends CitizenPagesPorts {
  readonly asking: AskByCitizen
}

const here = '/collect/requests'

/** Pages for a citizen who asks about their data: by a link of their council's. */
export function askRoutes(scope: FastifyInstance, { authorityOf, asking, cookies, origin, sessionOf, languageFor }: AskRoutesPorts): void {
  scope.get('/:authority/data-requests', { config: { limit: 'guess' } }, async (request, reply) => {
    const authority = inProfile(authorityOf(request.params), open)
    const language = citizenLanguage(request)
    const { url, secret } = await asking.begin(authority, language)
    if (!hasChosenLanguage(request)) cookies.speak(reply, language)
    return cookies.setSession(reply, cookieOf(authority, secret)).redirect(url, 303)
  })

  scope.get(here, async (request, reply) => {
    const { cookie, key } = sessionOf(request)
    const { asked, lacks } = request.query as Readonly<Record<string, unknown>>
    return sendPage(reply, askPage({ ...(await asking.look(key)), asked: dataRequestKindOf(asked), lacksKind: lacks === 'kind', language: languageFor(request, reply), csrfToken: csrfTokenOf(cookie) }))
  })

  scope.post(here, { config: { limit: 'guess' } }, async (request, reply) => {
    mustComeFromHere(request, origin)
    const { cookie, key } = sessionOf(request)
    mustHoldToken(request.body, cookie)
    const kind = dataRequestKindOf(formField(request.body, 'kind'))
    // Answered here, the page would be lost by going back to it.
    if (kind === null) return reply.redirect(`${here}?lacks=kind`, 303)
    await asking.ask(key, kind)
    return reply.redirect(`${here}?asked=${kind}`, 303)
  })
}

/** Takes the answer of the sign-in for who came to ask. */
export async function askSignedIn({ asking, cookies }: Pick<AskRoutesPorts, 'asking' | 'cookies'>, key: CitizenKey, { callback, reply }: { readonly callback: URL; readonly reply: FastifyReply }): Promise<FastifyReply> {
  return cookies.setSession(reply, cookieOf(key.authority, await asking.signedIn(key, callback))).redirect(here, 303)
}
