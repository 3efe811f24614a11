import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import type { World } from '../ports.ts'
import { part } from '../parts.ts'

const certificates = part(() => import('@counterfoil/shared/x509/certificate'))

/** How something signed names its key: by a DID URL, or by certificates, the leaf first. */
export interface NamedKey {
  readonly kid: string | null
  readonly x5c: readonly string[]
}

/**
 * By which of an authority's keys something says that it was signed: a DID URL, named in the header or found by its certificate; null for a
 * key of anybody else. A certificate is no more than a name for the key here: that the authority publishes it is what counts.
 */
export async function signingKeyOf({ trust }: Pick<World, 'trust'>, did: string, { kid, x5c: [certificate = ''] }: NamedKey): Promise<string | null> {
  if (kid !== null) return sameDid(didOf(kid), did) ? kid : null
  // The home screen needs it only where lists are signed so.
  const { parseCertificate } = await certificates()
  const leaf = parseCertificate(certificate)
  return leaf === null ? null : trust.signsWith(did, leaf.publicKey)
}
