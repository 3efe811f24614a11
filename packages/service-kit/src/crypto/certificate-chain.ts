import { hash, X509Certificate, type KeyObject } from 'node:crypto'
import { isAllowedPath } from '@counterfoil/shared/x509/certificate-path'
import { ConfigurationError } from '../config/read-env.ts'

/** A chain that leads to a trust anchor, and when it does. */
export interface JudgedChain {
  readonly publicKey: KeyObject
  readonly from: number
  readonly until: number
}

const longestChain = 4
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

export function parseAnchor(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new ConfigurationError('A trust anchor is not a certificate in PEM.')
  }
}

/** SHA-256 of a certificate, in hexadecimal. */
export const fingerprintOf = ({ raw }: Pick<X509Certificate, 'raw'>): string => hash('sha256', raw, 'hex')

/** Judges the chain of an `x5c` header; null unless it leads to an anchor. Whether it is valid now is for the caller to see. @see RFC 7515, section 4.1.6 */
export function judgeChain(x5c: readonly string[], anchors: readonly X509Certificate[]): JudgedChain | null {
  if (x5c.length > longestChain || x5c.some((text) => text.length > 8192 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))) return null
  try {
    const chain = x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')))
    const [leaf] = chain
    // The leaf is not self-signed, the anchor stays out of the chain. @see HAIP 1.0, section 6.1.1
    if (leaf === undefined || leaf.ca || chain.some((certificate) => anchors.some(({ raw }) => raw.equals(certificate.raw)))) return null
    if (!anchors.some((anchor) => isPath([...chain, anchor]))) return null
    return {
      publicKey: leaf.publicKey,
      from: Math.max(...chain.map((certificate) => seconds(certificate.validFromDate))),
      until: Math.min(...chain.map((certificate) => seconds(certificate.validToDate))),
    }
  } catch {
    return null
  }
}

/** Whether two authorities may vouch for the same certificates: they have one key, or one is certified by the other. */
export const vouchTogether = (one: X509Certificate, other: X509Certificate): boolean => one.publicKey.equals(other.publicKey) || signs(one, other) || signs(other, one)

const signs = (issuer: X509Certificate, subject: X509Certificate): boolean => subject.checkIssued(issuer) && subject.verify(issuer.publicKey)

const isPath = (path: readonly X509Certificate[]): boolean =>
  path.every((certificate, place) => place === 0 || signs(certificate, path[place - 1] ?? certificate)) && isAllowedPath(path.map(({ raw, subject, issuer }) => ({ der: raw, selfIssued: subject === issuer })))
