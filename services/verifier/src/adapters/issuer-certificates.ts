import { X509Certificate, type KeyObject } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isAllowedPath } from '@counterfoil/shared/x509/certificate-path'

interface Judged {
  readonly publicKey: KeyObject
  /** Key objects that were compared with it before, and are it. */
  readonly held: WeakSet<KeyObject>
  readonly from: number
  readonly until: number
}

const longestChain = 4
const mostJudged = 1000
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

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
      leaf = judgeChain(x5c, anchors)
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

function parseAnchor(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new ConfigurationError('A trust anchor of the network file is not a certificate in PEM.')
  }
}

function judgeChain(x5c: readonly string[], anchors: readonly X509Certificate[]): Judged | null {
  if (x5c.length > longestChain || x5c.some((text) => text.length > 8192 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))) return null
  try {
    const chain = x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')))
    const [leaf] = chain
    // The leaf is not self-signed, the anchor stays out of the chain. @see HAIP 1.0, section 6.1.1
    if (leaf === undefined || leaf.ca || !anchors.some((anchor) => isPath([...chain, anchor]))) return null
    return {
      publicKey: leaf.publicKey,
      held: new WeakSet(),
      from: Math.max(...chain.map((certificate) => seconds(certificate.validFromDate))),
      until: Math.min(...chain.map((certificate) => seconds(certificate.validToDate))),
    }
  } catch {
    return null
  }
}

const signs = (issuer: X509Certificate, subject: X509Certificate): boolean => subject.checkIssued(issuer) && subject.verify(issuer.publicKey)

const isPath = (path: readonly X509Certificate[]): boolean =>
  path.every((certificate, place) => place === 0 || signs(certificate, path[place - 1] ?? certificate)) && isAllowedPath(path.map(({ raw, subject, issuer }) => ({ der: raw, selfIssued: subject === issuer })))
