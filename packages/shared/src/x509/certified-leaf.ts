import { toBase64Url } from '../kernel/bytes.ts'
import { isAllowedPath } from './certificate-path.ts'
import { parseCertificate, type Certificate } from './certificate.ts'

/** A leaf that an anchor vouches for. */
export interface CertifiedLeaf {
  readonly leaf: Certificate
  readonly anchor: Certificate
}

interface ChainPorts {
  readonly now: number
  /** Whether an ES256 signature of these bytes is by this key. */
  readonly verify: (key: Certificate['publicKey'], signed: Uint8Array<ArrayBuffer>, signature: string) => Promise<boolean>
}

const longestChain = 4

/**
 * Judges the chain of an `x5c` header where the platform judges none; null unless it leads to an anchor, now. The leaf isn't
 * signed by itself, and the anchor stays out of the chain. @see RFC 5280, section 6.1; RFC 7515, section 4.1.6; HAIP 1.0, section 6.1.1
 */
export async function certifiedLeaf(x5c: readonly string[], anchors: readonly Certificate[], { now, verify }: ChainPorts): Promise<CertifiedLeaf | null> {
  if (x5c.length > longestChain) return null
  const chain = x5c.flatMap((text) => parseCertificate(text) ?? [])
  const [leaf] = chain
  if (leaf === undefined || chain.length !== x5c.length || chain.some(({ der }) => anchors.some((anchor) => areSame(anchor.der, der)))) return null
  for (const anchor of anchors) {
    const path = [...chain, anchor]
    const isLinked = path.every(({ issuer, from, until }, place) => from <= now && now < until && (place === path.length - 1 || issuer === path[place + 1]?.subject))
    if (!isLinked || !isAllowedPath(path.map(({ der, issuer, subject }) => ({ der, selfIssued: issuer === subject })))) continue
    const verdicts = await Promise.all(chain.map(({ signed, signature }, place) => verify((path[place + 1] ?? anchor).publicKey, signed, signature)))
    if (verdicts.every(Boolean)) return { leaf, anchor }
  }
  return null
}

const areSame = (one: Uint8Array, other: Uint8Array): boolean => toBase64Url(one) === toBase64Url(other)
