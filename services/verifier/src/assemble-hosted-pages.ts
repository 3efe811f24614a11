import { equalSecrets } from '@counterfoil/service-kit/crypto/token-secret'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { FastifyInstance } from 'fastify'
import type { ServedAuthorities } from './adapters/served-authorities.ts'
import type { TakePublications } from './adapters/take-publications.ts'
import type { VerifierConfig } from './config.ts'
import { registeredClaims } from './domain/purpose-register.ts'
import type { HostedPage } from './domain/hosted-page.ts'
import { hostedPageRoutes } from './http/hosted-page-routes.ts'
import { hostedPageServerRoutes } from './http/hosted-page-server-routes.ts'
import type { KeyPorts } from './http/require-key.ts'
import type { AskedOnPage } from './pages/hosted-page.ts'
import type { Presentations } from './ports.ts'
import type { HostedPages } from './ports/hosted-pages.ts'
import { collectFromHostedPage, showHostedPage } from './use-cases/follow-hosted-page.ts'
import { startHostedPage } from './use-cases/start-hosted-page.ts'
import { startPresentation, type StartPresentationPorts } from './use-cases/start-presentation.ts'
import { askFromHostedPage, openHostedPage, standingOf, takeFromElsewhere, wayOnOf, type VisitHostedPagePorts } from './use-cases/visit-hosted-page.ts'

interface Parts {
  readonly served: ServedAuthorities
  readonly presentations: Presentations
  readonly pages: HostedPages
  readonly starting: StartPresentationPorts
  readonly keyPorts: KeyPorts
  readonly learn: TakePublications['learn']
}

/** Pages of the verifier's own, for forms that run no script. */
export async function registerHostedPages(app: FastifyInstance, config: VerifierConfig, { served, presentations, pages, starting, keyPorts, learn }: Parts): Promise<void> {
  const ports: VisitHostedPagePorts = { ...starting, presentations, pages, sha256: sha256Base64Url, isHashOf: (hash, secret) => equalSecrets(sha256Base64Url(secret), hash), startPresentation: startPresentation(starting, config) }
  await app.register(hostedPageServerRoutes({ ...keyPorts, startHostedPage: startHostedPage({ ...starting, pages }, config), showHostedPage: showHostedPage(ports), collectFromHostedPage: collectFromHostedPage(ports) }))
  await app.register(
    hostedPageRoutes({
      verifierUrl: config.verifierUrl,
      walletOrigins: [config.walletUrl, config.sandboxWalletUrl ?? null].filter((url) => url !== null),
      open: openHostedPage(ports),
      speak: (page, language) => pages.speak(page, language),
      askedBy: (page) => askedOn(page, served, learn),
      standingOf: standingOf(ports),
      ask: askFromHostedPage(ports, config),
      wayOnOf: wayOnOf(ports),
      takeFromElsewhere: takeFromElsewhere(ports),
      cancel: (page) => pages.cancel(page, starting.clock.now()),
    }),
  )
}

/** What is asked from there next; of a form that was withdrawn, what is still asked. */
async function askedOn({ authority, form: id, profileDigest }: HostedPage, { forms, nameOf }: Pick<ServedAuthorities, 'forms' | 'nameOf'>, learn: TakePublications['learn']): Promise<AskedOnPage | null> {
  if (forms.find(authority, id) === null) await learn({ authority, form: id, profileDigest })
  const [form, authorityName] = [forms.find(authority, id) ?? forms.find(authority, id, profileDigest), nameOf(authority)]
  if (form === null || authorityName === null) return null
  const { title, purpose, fields, crossDevice } = form.profile
  const facts = form.parts.flatMap(({ claims, vct, type }) => registeredClaims({ claims, fields }, vct, type.claims)).map(({ label }) => label)
  return { authorityName, title, purpose, facts, isForOtherDevices: crossDevice.allowed }
}
