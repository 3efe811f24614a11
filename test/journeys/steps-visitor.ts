import { createServer } from 'node:http'
import type { Page } from '@playwright/test'
import { freePort } from '../support/free-port.ts'
import { answerWell, fetchRequest, type CredentialChanges, type RequestClaims } from '../verifier/support/holder.ts'
import type { VerifierTestWorld } from '../verifier/support/world.ts'

/** A wallet to which a browser can go; what it does there, the test does. */
export async function startSomeWallet(): Promise<{ readonly url: string; close(): void }> {
  const port = await freePort()
  const server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>A wallet</h1>')).listen(port, 'localhost')
  return {
    url: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Where a citizen begins, and the verifier behind it. */
export interface StepsBegin {
  readonly world: VerifierTestWorld
  /** Opens the page that offers the ways to a wallet, as somebody who was never here. */
  readonly open: (page: Page, form: string) => Promise<unknown>
}

/** One citizen at pages that lead to a wallet without a script; the wallet is elsewhere, and answers as it is told. */
export class StepsVisitor {
  readonly page: Page
  readonly #begin: StepsBegin
  #home = ''

  constructor(page: Page, begin: StepsBegin) {
    this.page = page
    this.#begin = begin
  }

  async begin(form = 'blue-badge-renewal'): Promise<void> {
    this.#begin.world.switches.clockShift = 0
    await this.page.context().clearCookies()
    await this.#begin.open(this.page, form)
    await this.page.locator('button[value=same_device]').waitFor()
    this.#home = this.page.url()
  }

  /** As somebody who comes back from their wallet without what it gives. */
  async goBack(): Promise<void> {
    await this.page.goto(this.#home)
  }

  press(way: 'same_device' | 'wallet_app' | 'cross_device'): Promise<void> {
    return this.page.locator(`button[value=${way}]`).click()
  }

  /** The first button of the page's own step. */
  goOn(): Promise<void> {
    return this.page.locator('main form button').first().click()
  }

  /** Goes to the wallet on this device; what it reads there. */
  async toWallet(): Promise<RequestClaims> {
    await this.press('same_device')
    await this.page.getByRole('heading', { name: 'A wallet' }).waitFor()
    return fetchRequest({ request_uri: new URL(this.page.url()).searchParams.get('request_uri') ?? '' })
  }

  /** Comes back as the wallet sends the browser, after what it answered. */
  async comeBack(answer: Response): Promise<void> {
    const { redirect_uri: back } = (await answer.json()) as { redirect_uri: string }
    await this.page.goto(back)
  }

  async share(request: RequestClaims, changes: CredentialChanges = {}): Promise<void> {
    await this.comeBack(await answerWell(this.#begin.world, request, changes))
  }

  /** A wallet on another device reads by the typed code, and shares; the number that it shows. */
  async shareElsewhere(): Promise<string> {
    const code = await this.page.locator('.cf-code').textContent()
    const found = (await (await fetch(`${this.#begin.world.verifierUrl}/brackenfield/codes/${code}`)).json()) as { request_uri: string }
    return ((await (await answerWell(this.#begin.world, await fetchRequest(found))).json()) as { counterfoil_number: string }).counterfoil_number
  }

  later(seconds: number): void {
    this.#begin.world.switches.clockShift += seconds
  }
}

export const wrongFor = (number: string): string => String((Number(number) + 1) % 1000).padStart(3, '0')
