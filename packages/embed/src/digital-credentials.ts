const protocols = ['openid4vp-v1-signed', 'openid4vp-v1-unsigned'] as const

/** One request, as `navigator.credentials.get` takes it. What it holds is between server and wallet. */
export interface BrowserRequest {
  readonly protocol: (typeof protocols)[number]
  readonly data: object
}

interface Browser {
  readonly DigitalCredential?: { readonly userAgentAllowsProtocol?: (protocol: string) => boolean }
}

/** Whether this browser passes requests of a protocol on to wallets. Those that can't be asked are taken to. @see W3C Digital Credentials */
function passesOn(protocol: string): boolean {
  const { DigitalCredential: known } = globalThis as Browser
  return known !== undefined && (known.userAgentAllowsProtocol?.(protocol) ?? true)
}

export const hasDigitalCredentials = (): boolean => protocols.some(passesOn)

/** Those of a server's requests that this browser passes on. */
export const requestsFor = (requests: unknown): readonly BrowserRequest[] => (Array.isArray(requests) ? (requests as readonly BrowserRequest[]) : []).filter(({ protocol }) => protocols.includes(protocol) && passesOn(protocol))

/** What a wallet answered. Rejects when there is none, when the citizen closes it, and when the browser gives something else. */
export async function askBrowser(requests: readonly BrowserRequest[], signal: AbortSignal): Promise<object> {
  const credential = (await navigator.credentials.get({ digital: { requests }, mediation: 'required', signal } as CredentialRequestOptions)) as { readonly data?: unknown } | null
  const data = credential?.data
  if (typeof data !== 'object' || data === null) throw new TypeError()
  return data
}
