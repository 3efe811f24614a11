import { readFileSync } from 'node:fs'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { exampleSites } from '@counterfoil/neighbourhood/places'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { createPlainHtml } from '@counterfoil/plain-html/server'
import { createReactForm } from '@counterfoil/react/server'

/** The small examples, each as its own command starts it; `close` ends both. */
export async function startExamples({ places, secrets }: Neighbourhood): Promise<{ readonly plainHtml: string; readonly react: string; close(): Promise<void> }> {
  const { aldermoor } = JSON.parse(readFileSync(secrets.websiteApiKeys, 'utf8')) as { readonly aldermoor: string }
  const formServer = createFormServer({ verifierUrl: `${places.urls.verifier}/aldermoor`, apiKey: aldermoor })
  const [plainHtml, react] = exampleSites(places)
  const plainServer = createPlainHtml({ formServer, siteUrl: plainHtml })
  await new Promise<void>((resolve) => plainServer.listen(Number(new URL(plainHtml).port), 'localhost', resolve))
  const reactServer = await createReactForm({ formServer, siteUrl: react })
  await reactServer.listen({ port: Number(new URL(react).port), host: 'localhost' })
  return {
    plainHtml,
    react,
    close: async () => {
      const closed = new Promise((resolve) => plainServer.close(resolve))
      // A browser holds connections ready that it never used: a server that is polite waits minutes for these.
      plainServer.closeAllConnections()
      await Promise.all([closed, reactServer.close()])
    },
  }
}
