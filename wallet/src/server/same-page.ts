import type { FastifyInstance } from 'fastify'
import { Refusal } from '@counterfoil/shared/kernel/refusal'

/**
 * Lets in what a page of the wallet itself asks for, as far as its browser tells: what browsers add to requests no page can change. Anybody else's page is
 * refused; a program that isn't a browser can say what it likes. @see Fetch Metadata Request Headers; RFC 6454, section 7
 */
export function onlyFromOwnPages(scope: FastifyInstance, walletUrl: string): void {
  const { origin } = new URL(walletUrl)
  scope.addHook('onRequest', (request, _reply, done) => {
    const { origin: from, 'sec-fetch-site': site = 'same-origin' } = request.headers
    const isOurs = request.method === 'GET' || (from === origin && site === 'same-origin')
    done(isOurs ? undefined : new Refusal('forbidden', { detail: 'not a page of the wallet' }))
  })
}
