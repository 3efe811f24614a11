import { parseOfferQuery, type OfferLink } from '@counterfoil/shared/oid4vci/credential-offer'
import { Fault } from './fault.ts'

/** The offer that a link or a scanned or pasted text carries. */
export function offerLinkOf(text: string): OfferLink {
  const link = parseOfferQuery(new URLSearchParams(text.slice(text.indexOf('?') + 1)))
  if (link === null) throw new Fault('link_not_understood')
  return link
}
