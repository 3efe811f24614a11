/**
 * Headers of every page: its own style alone, no script, no frame. Sending a form may lead to the wallet or back to the relying
 * party: browsers hold a redirect to `form-action`, too.
 */
export const pageHeaders = (leadsTo: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': ["default-src 'none'", "style-src 'self'", "img-src 'self'", `form-action ${["'self'", ...new Set(leadsTo.map((address) => new URL(address).origin))].join(' ')}`, "base-uri 'none'", "frame-ancestors 'none'"].join('; '),
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
})
