import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
// @ts-expect-error the build script is plain JavaScript, run by Node before anything is compiled
import { bundle as bundleScript, buildEmbed as build, integrityOf as hash } from '../../packages/embed/build.mjs'
import { root, textOf } from '../support/source-files.ts'
import { source } from './stub-form-server.ts'

const bundle = bundleScript as (entry: string, options?: { root: string }) => Promise<string>
const buildEmbed = build as (options: { write: boolean }) => Promise<string>
const integrityOf = hash as (text: string) => string

/** The forms of `fixtures/`, as councils have them. */
export const councilForms = ['plain', 'govuk-patterns', 'drupal-webform', 'power-pages', 'react-controlled'] as const
export type CouncilForm = (typeof councilForms)[number]

export const origin = 'https://forms.example'
/** What docs/embed.md asks of a page that is as strict as a page can be. */
export const strictPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const folder = join('test', 'embed', 'fixtures')

let scripts: Promise<ReadonlyMap<string, string>> | undefined

/** Built once for a worker: the element's script, and what each form's page runs itself. */
async function buildScripts(): Promise<ReadonlyMap<string, string>> {
  const own = councilForms.filter((form) => existsSync(join(root, folder, `${form}.js`)))
  const built = await Promise.all(own.map(async (form) => [`/${form}.js`, await bundle(join(root, folder, `${form}.js`), { root: join(root, 'test') })] as const))
  return new Map([...built, ['/counterfoil-prefill.js', await buildEmbed({ write: false })]])
}

export interface Serving {
  /** As the form's server answers, in JSON: what is hostile can't all be said by an object. */
  readonly fields: string
  readonly source?: object
  /** Changes the element's script on its way, as a copy does that somebody tampered with. */
  readonly tamper?: (script: string) => string
}

const element = (built: ReadonlyMap<string, string>): string => `<script type="module" src="/counterfoil-prefill.js" integrity="${integrityOf(built.get('/counterfoil-prefill.js') ?? '')}"></script>`

const page = (form: CouncilForm, built: ReadonlyMap<string, string>): string => `<!doctype html><html lang="en"><title>${form}</title>
${built.has(`/${form}.js`) ? `<script type="module" src="/${form}.js"></script>` : ''}
${element(built)}
<main>${textOf(join(folder, `${form}.html`))}</main>`

/** Serves a page of the test's own, with the built element and nothing else, at the address of its form. */
export async function servePage(within: Page, { address, lang, markup }: { readonly address: string; readonly lang: string; readonly markup: string }): Promise<void> {
  const built = await (scripts ??= buildScripts())
  await within.route(`${new URL(address).origin}/**`, (route) => {
    if (route.request().url().endsWith('/counterfoil-prefill.js')) return route.fulfill({ contentType: 'text/javascript', body: built.get('/counterfoil-prefill.js') ?? '' })
    return route.fulfill({ contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': strictPolicy }, body: `<!doctype html><html lang="${lang}"><title>Form</title>${element(built)}<main>${markup}</main>` })
  })
}

/** Serves the forms and a form server that has one answer, at an origin where nothing is mixed with it. */
export async function serveCouncilForms(within: Page, { fields, source: from = source, tamper = (script) => script }: Serving): Promise<void> {
  const built = await (scripts ??= buildScripts())
  await within.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    const script = built.get(pathname)
    if (script !== undefined) return route.fulfill({ contentType: 'text/javascript', body: pathname === '/counterfoil-prefill.js' ? tamper(script) : script })
    if (pathname.endsWith('/result')) return route.fulfill({ contentType: 'application/json', body: `{"fields":${fields},"source":${JSON.stringify(from)}}` })
    const form = councilForms.find((known) => pathname === `/${known}`)
    if (form === undefined) return route.fulfill({ status: 404 })
    return route.fulfill({ contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': strictPolicy }, body: page(form, built) })
  })
}

/** Opens a form as its citizen comes back from a wallet, and waits until the element has done what it can. */
export async function comeBackTo(within: Page, form: CouncilForm): Promise<void> {
  await within.goto(`${origin}/${form}#response_code=abc`)
  await within.locator('counterfoil-prefill[data-state=filled]').waitFor()
}

/** What the form would send, without what is empty; of React's also what it holds itself. */
export const sent = (within: Page): Promise<Record<string, string>> =>
  within.evaluate(() => {
    const forms = [...document.forms]
    const entries = [...new FormData(forms.at(-1))].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    return Object.fromEntries(entries)
  })
