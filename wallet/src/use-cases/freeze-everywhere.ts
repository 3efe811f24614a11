import { freezePath, walletReturnPath } from '@counterfoil/shared/oid4vci/credential-offer'
import { liesUnder } from '@counterfoil/shared/oid4vp/presentation-request'
import { unguessable } from '../domain/unguessable.ts'
import type { World } from '../ports.ts'
import type { Errand } from './go-round.ts'

/** Has each council stop what is on a device that is gone. The citizen signs in there, sees what it is about, and presses; nothing is stopped from here. */
export const freezingEverywhere = ({ origin }: Pick<World, 'origin'>): Errand => ({
  name: 'freezing',
  leave: async ({ issuer }, language) => {
    const address = new URL(`${issuer}${freezePath}`)
    if (!liesUnder(issuer, address.href)) return { noWay: 'no_page' }
    const state = unguessable()
    address.search = new URLSearchParams({ client_id: origin, redirect_uri: `${origin}${walletReturnPath}`, state, ui_locales: language }).toString()
    return { address: address.href, state }
  },
  settle: async ({ issuer }, link) => {
    const answer = new URLSearchParams(link)
    // In another's name it is none. @see RFC 9207, section 2.4
    if (answer.get('iss') !== issuer) return { is: 'failed', why: 'sign_in_unknown' }
    if (answer.get('frozen') !== null) return { is: 'done' }
    return { is: 'failed', why: answer.get('error') === 'access_denied' ? 'sign_in_cancelled' : 'sign_in_refused' }
  },
})
