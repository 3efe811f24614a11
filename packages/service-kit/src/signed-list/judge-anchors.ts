import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { verifyEs256ByJwk } from '../crypto/es256.ts'
import { parseAnchorEntry, type SignedAnchor } from './anchor-entry.ts'

/** How far a chain of anchors goes. */
export interface AnchorChain {
  readonly length: number
  /** Hash of the last anchor; empty before the first. */
  readonly last: string
}

export const emptyChain: AnchorChain = { length: 0, last: '' }

export interface AnchorChecks {
  readonly network: string
  /** Whose chain it is, by whose key. */
  readonly did: string
  readonly jwk: P256PublicJwk
  readonly now: EpochSeconds
}

const skew = 60

/** Judges the anchor that follows in a chain. Throws `ListDoubtful` for one that is not as it must be. */
export function judgeAnchor(chain: AnchorChain, text: string, { network, did, jwk, now }: AnchorChecks): SignedAnchor {
  const signed = parseAnchorEntry(text)
  const doubtIf = (holds: boolean, why: string): void => {
    if (holds) throw new ListDoubtful(`anchor ${chain.length} of ${did} ${why}`)
  }
  if (signed === null) throw new ListDoubtful(`anchor ${chain.length} of ${did} makes no sense`)
  const { entry, thumbprint, signingInput, signature } = signed
  doubtIf(entry.network !== network, 'is of another network')
  doubtIf(entry.did !== did, 'is of another identity')
  doubtIf(entry.number !== chain.length, 'has the number of another')
  doubtIf(entry.previous !== chain.last, 'does not follow on the one before')
  doubtIf(entry.iat > now + skew, 'is of the future')
  doubtIf(thumbprint !== thumbprintOf(jwk) || !verifyEs256ByJwk(jwk, signingInput, signature), 'is signed by another')
  return signed
}

export const chainAfter = ({ entry, hash }: SignedAnchor): AnchorChain => ({ length: entry.number + 1, last: hash })
