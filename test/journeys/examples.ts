import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { exampleSites, openidFormSite } from '@counterfoil/neighbourhood/places'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { createOpenIdForm } from '@counterfoil/openid-form/server'
import { createPlainHtml } from '@counterfoil/plain-html/server'
import { createReactForm } from '@counterfoil/react/server'

/** The small examples, each as its own command starts it; `close` ends all. */
export async function startExamples({ places, secrets }: Neighbourhood): Promise<{ readonly plainHtml: string; readonly react: string; readonly openidForm: string; close(): Promise<void> }> {
  const { aldermoor } = JSON.parse(readFileSync(secrets.websiteApiKeys, 'utf8')) as { readonly aldermoor: string }
  const formServer = createFormServer({ verifierUrl: `${places.urls.verifier}/aldermoor`, apiKey: aldermoor })
  const [plainHtml, react] = exampleSites(places)
  const plainServer = createPlainHtml({ formServer, siteUrl: plainHtml })
  await listenAt(plainServer, plainHtml)
  const reactServer = await createReactForm({ formServer, siteUrl: react })
  await reactServer.listen({ port: Number(new URL(react).port), host: 'localhost' })
  const openidForm = openidFormSite(places)
  const openidServer = await createOpenIdForm({ issuer: places.urls['openid-provider'], clientId: 'openid-form', clientSecret: readFileSync(secrets.openidClientSecret, 'utf8'), siteUrl: openidForm })
  await listenAt(openidServer, openidForm)
  return {
    plainHtml,
    react,
    openidForm,
    close: async () => {
      await Promise.all([closed(plainServer), closed(openidServer), reactServer.close()])
    },
  }
}

const listenAt = (server: Server, site: string): Promise<void> => new Promise((resolve) => server.listen(Number(new URL(site).port), 'localhost', resolve))

function closed(server: Server): Promise<unknown> {
  const ended = new Promise((resolve) => server.close(resolve))
  // A browser holds connections ready that it never used: a server that is polite waits minutes for these.
  server.closeAllConnections()
  return ended
}
