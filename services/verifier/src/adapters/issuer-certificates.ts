import type { KeyObject } from 'node:crypto'
import { judgeChain, parseAnchor, type JudgedChain } from '@counterfoil/service-kit/crypto/certificate-chain'
import type { Clock } from '@counterfoil/shared/kernel/clock'

interface Judged extends JudgedChain {
  /** Key objects that were compared with it before, and are it. */
  readonly held: WeakSet<KeyObject>
}

const mostJudged = 1000

/** Whether a certificate chain holds this key and leads to a trust anchor now. */
export type CertifiesKey = (x5c: readonly string[], key: KeyObject) => boolean

/**
 * Judges the certificates that stand beside a `kid`. The key itself is trusted from the ledger; a certificate must agree
 * with it. Chains are judged once and remembered by their text. @see RFC 7515, section 4.1.6; HAIP 1.0, section 6.1.1
 */
export function issuerCertificates(anchorPems: readonly string[], clock: Clock): CertifiesKey {
  const anchors = anchorPems.map(parseAnchor)
  const judged = new Map<string, Judged | null>()
  return (x5c, key) => {
    const text = x5c.join('.')
    let leaf = judged.get(text)
    if (leaf === undefined) {
      const chain = judgeChain(x5c, anchors)
      leaf = chain === null ? null : { ...chain, held: new WeakSet() }
      if (judged.size >= mostJudged) judged.clear()
      judged.set(text, leaf)
    }
    const now = clock.now()
    return leaf !== null && leaf.from <= now && now <= leaf.until && isItsKey(leaf, key)
  }
}

function isItsKey({ publicKey, held }: Judged, key: KeyObject): boolean {
  if (held.has(key)) return true
  const isItsOwn = publicKey.equals(key)
  if (isItsOwn) held.add(key)
  return isItsOwn
}
