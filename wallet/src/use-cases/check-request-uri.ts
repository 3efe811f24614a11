import { liesUnder, type PresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { Fault } from '../domain/fault.ts'
import type { World } from '../ports.ts'

/**
 * Whether the address of a request without a DID may be called before it is known who made it. Whoever sends a link learns
 * from a call that, and from where, it was opened: so it has to be an address that the client identifier speaks of, and a
 * council's own where this wallet knows nobody else.
 */
export async function checkRequestUri({ clientId: { prefix, identifier }, requestUri }: PresentationRequest, { trust, requesterAnchors }: Pick<World, 'trust' | 'requesterAnchors'>): Promise<void> {
  const { origin, hostname } = new URL(requestUri)
  if (prefix === 'x509_san_dns' && hostname !== identifier) throw new Fault('request_not_trusted')
  if (prefix === 'redirect_uri' && origin !== URL.parse(identifier)?.origin) throw new Fault('request_not_trusted')
  if (requesterAnchors.anchors.length + requesterAnchors.attesters.length > 0) return
  if (!(await trust.authorities()).some(({ verifier }) => liesUnder(verifier, requestUri))) throw new Fault('asker_unknown')
}
