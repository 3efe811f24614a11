import type { Page } from '@playwright/test'

/** What a page's browser passes on; a part of `digital.requests`. */
export interface PassedOn {
  readonly protocol: string
  readonly data: { readonly request?: string }
}

export interface BrowserWallet {
  readonly protocols: readonly string[]
  /** What comes of passing a request on; null where the citizen closes what the browser shows. */
  readonly wallet: (request: PassedOn) => Promise<object | null>
}

/** Stands in at the browser's border, for headless Chromium has no wallet. */
export async function standInForWallet(page: Page, { protocols, wallet }: BrowserWallet): Promise<void> {
  await page.exposeFunction('askWallet', wallet)
  await page.addInitScript((allowed) => {
    class DigitalCredential {
      static userAgentAllowsProtocol = (protocol: string): boolean => allowed.includes(protocol)
      readonly protocol: string
      readonly data: object
      constructor(protocol: string, data: object) {
        this.protocol = protocol
        this.data = data
      }
    }
    const { askWallet } = globalThis as unknown as { askWallet: (request: unknown) => Promise<object | null> }
    const get = async ({ digital: { requests } }: { digital: { requests: readonly { protocol: string }[] } }): Promise<unknown> => {
      const [request] = requests
      if (request === undefined) throw new TypeError('no request')
      const data = await askWallet(request)
      if (data === null) throw new DOMException('closed', 'NotAllowedError')
      return new DigitalCredential(request.protocol, data)
    }
    Object.defineProperty(globalThis, 'DigitalCredential', { value: DigitalCredential })
    Object.defineProperty(navigator, 'credentials', { value: { get } })
  }, protocols)
}

/** As a browser that has no such interface. */
export const withoutDigitalCredentials = (page: Page): Promise<unknown> => page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'DigitalCredential'))
