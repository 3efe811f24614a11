const serviceWorker = '/sw.js'

/** Newer than the types. @see Trusted Types */
interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createScriptURL: (address: string) => string }): unknown
}

/** The scripts that may be started beside the page's own: the service worker, and the workers that were built with it. */
function ownScript(address: string): string {
  const { origin, pathname } = new URL(address, location.href)
  if (origin !== location.origin || (pathname !== serviceWorker && !/^\/assets\/[\w.-]+-worker-[\w-]+\.js$/.test(pathname))) throw new TypeError('Not a script of the wallet.')
  return address
}

/** Where the browser has Trusted Types, nothing but our own scripts is ever started, and no text becomes markup. */
export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', { createScriptURL: ownScript })
}

/** Keeps the wallet for use without a connection. It fetches all of it: not while the first screen waits for its own part. */
export async function startServiceWorker(): Promise<ServiceWorkerRegistration | null> {
  return (await navigator.serviceWorker?.register(serviceWorker).catch(() => null)) ?? null
}
