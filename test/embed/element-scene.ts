import type { Locator, Page } from '@playwright/test'
import { createWebsite } from '@counterfoil/council-website/assemble'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { freePort } from '../support/free-port.ts'
import { noLimits } from '../support/limits.ts'
import { encryptAnswer, post, type RequestClaims } from '../verifier/support/holder.ts'
import { present, type Presenting } from '../verifier/support/wallet-of-types.ts'
import { startVerifierWorld, walletUrl, type VerifierTestWorld } from '../verifier/support/world.ts'
import { standInForWallet, type PassedOn } from './wallet-in-browser.ts'

const council = 'brackenfield'
export const blueBadge = 'blue-badge-renewal'
export const schoolTravel = 'school-travel'
export const leisureConcession = 'leisure-concession'

/** The council website and its verifier, for real; the way between them can fail. */
export interface FormsOfCouncil {
  readonly world: VerifierTestWorld
  readonly address: string
  /** `away`: nothing gets through; `losesAnswers`: the verifier does as it is asked, and nobody hears of it. */
  readonly way: { state: 'well' | 'away' | 'losesAnswers' }
  close(): Promise<void>
}

export async function startForms(): Promise<FormsOfCouncil> {
  const port = await freePort()
  const address = `http://localhost:${port}`
  const world = await startVerifierWorld({ types: ['residency', 'representation', 'council-tax-reduction', 'blue-badge'], configure: () => ({ returnOrigins: [address] }) })
  world.publisher.set(entries.withdrawn, 1)
  world.publisher.set(entries.suspended, 2)
  const way: FormsOfCouncil['way'] = { state: 'well' }
  const throughWay = async (url: string, options: RequestInit): Promise<Response> => {
    if (way.state === 'away') throw new TypeError('fetch failed')
    const answer = await fetch(url, options)
    if (way.state === 'losesAnswers' && options.method === 'POST') throw new TypeError('fetch failed')
    return answer
  }
  const { authorities } = world.net.network
  const apiKeys = new Map(authorities.map(({ id }) => [id, world.apiKey(id)]))
  const website = await createWebsite({ websiteUrl: address, verifierUrl: world.verifierUrl, walletUrl, network: { authorities }, apiKeys, httpLimits: noLimits, port, host: 'localhost' }, { fetch: throughWay, logger: createLogger('website', { write: () => undefined }) })
  await website.app.listen({ port, host: 'localhost' })
  return {
    world,
    address,
    way,
    close: async () => {
      website.app.server.closeAllConnections()
      await website.close()
      await world.close()
    },
  }
}

export const typed = 'AB12CD'

/** Entries of the status list. */
export const entries = { withdrawn: 1, suspended: 2 } as const

/** One citizen at the element, with a wallet that answers as it is told, by the browser or from another device. */
export class ElementScene {
  readonly page: Page
  readonly lang: 'en' | 'cy'
  readonly forms: FormsOfCouncil
  /** What the wallet in the browser does. */
  answers: (request: PassedOn) => Promise<object | null> = async () => null

  constructor(page: Page, lang: 'en' | 'cy', forms: FormsOfCouncil) {
    this.page = page
    this.lang = lang
    this.forms = forms
  }

  async begin(): Promise<void> {
    await standInForWallet(this.page, { protocols: ['openid4vp-v1-signed'], wallet: (request) => this.answers(request) })
    // A wallet to which the browser goes without leaving the form.
    await this.page.route(`${walletUrl}/**`, (route) => route.fulfill({ status: 204 }))
  }

  get element(): Locator {
    return this.page.locator('counterfoil-prefill')
  }

  button(position: 'first' | 'last'): Locator {
    return this.element.locator('button')[position]()
  }

  /** Opens a form as a citizen does who was never here. */
  async open(form = blueBadge): Promise<void> {
    await this.page.context().clearCookies()
    await this.page.goto(`${this.forms.address}/${council}/${form}?lang=${this.lang}`)
    await this.stands('idle')
    if (form === blueBadge) await this.badgeNumber.fill(typed)
  }

  /** What no credential says, and no state may lose. */
  get badgeNumber(): Locator {
    return this.page.locator('[name=badge_number]')
  }

  stands(state: string): Promise<void> {
    return this.page.locator(`counterfoil-prefill[data-state=${state}]`).waitFor()
  }

  async choose(where: string): Promise<void> {
    await this.element.locator(`input[value=${where}]`).check()
    await this.button('last').click()
  }

  /** Asks the browser's wallet, which presents so, from a form where that ended without filling it in, or that is opened. */
  async presentByBrowser(presenting: Presenting, form = blueBadge): Promise<void> {
    this.answers = async ({ data: { request = '' } }) => {
      const claims = JSON.parse(Buffer.from(request.split('.')[1] ?? '', 'base64url').toString()) as RequestClaims
      const token = await present(this.forms.world, claims, { audience: `origin:${this.forms.address}`, ahead: this.forms.world.switches.clockShift, ...presenting })
      return { response: encryptAnswer(claims, token, { state: null }) }
    }
    const hasEnded = (await this.element.getAttribute('data-state')) === 'refused' && (await this.element.getAttribute('form')) === form
    await (hasEnded ? this.button('last').click() : this.open(form))
    await this.choose('digital_credentials')
  }

  /** Where the wallet on another device fetches the request, once there is a code for it. */
  async requestForOtherDevice(): Promise<string> {
    await this.stands('waiting')
    const link = await this.element.locator('.counterfoil-link').textContent()
    return new URL(link ?? '').searchParams.get('request_uri') ?? ''
  }

  /** The page is looked at again, so that it asks its server at once. */
  lookAgain(): Promise<void> {
    return this.page.evaluate(() => void globalThis.dispatchEvent(new Event('pageshow')))
  }

  /** The wallet on the other device shares; answers the number that it shows. */
  async shareFromOtherDevice(request: RequestClaims): Promise<string> {
    const answer = await post(request, { response: encryptAnswer(request, await present(this.forms.world, request, { ahead: this.forms.world.switches.clockShift })) })
    return ((await answer.json()) as { counterfoil_number: string }).counterfoil_number
  }

  /** Time goes by for everybody but the browser. */
  later(seconds: number): void {
    const { switches, publisher } = this.forms.world
    switches.clockShift += seconds
    publisher.timeShift = switches.clockShift
  }
}
