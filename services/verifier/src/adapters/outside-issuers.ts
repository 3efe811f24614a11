import { X509Certificate, type KeyObject } from 'node:crypto'
import type { DidResolver } from '@counterfoil/shared/did/did-resolver'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Trust } from '@counterfoil/shared/trust/trust'
import type { IssuerReference } from '@counterfoil/shared/verification/verification-ports'
import type { OutsideIssuer } from '../domain/type-policies.ts'
import { issuerCertificates, type CertifiesKey } from './issuer-certificates.ts'
import { ledgerFacts, type LedgerIssuer } from '@counterfoil/service-kit/trust/ledger-facts'

const sameName = (name: string) => ({ en: name, cy: name })

/** Below which address the status lists of each lie; none of whom the list names no such address. */
const listedIn = (issuers: readonly OutsideIssuer[]): readonly ListedAuthority[] =>
  issuers.flatMap(({ issuer, keys, lists = keys === 'metadata' ? issuer : undefined }) => (lists === undefined ? [] : [{ did: issuer, letter: '', name: sameName(issuer), issuer: lists, verifier: '' }]))

/** Trust as the operator's list gives it: keys of those on it, and the addresses of their status lists. Nobody on it is accredited. */
export function listedTrust(issuers: readonly OutsideIssuer[], resolver: DidResolver, clock: Clock): Trust {
  const listed = listedIn(issuers)
  const names = new Set(issuers.map(({ issuer }) => issuer))
  const listing = { value: listed, observedAt: epochSeconds(0) } // the operator's word, which has no age
  const nobody = (): Fact<boolean> => ({ value: false, observedAt: clock.now() })
  return {
    resolve: (did) => (names.has(did) ? resolver.resolve(did) : null),
    listing: () => listing,
    accreditation: nobody,
    accreditations: (asked) => Promise.resolve(asked.map(nobody)),
  }
}

export interface OutsideIssuers {
  /** Null for an issuer that is not on the list: nothing is fetched for a stranger. */
  issuerKey(named: IssuerReference): Fact<LedgerIssuer> | Promise<Fact<LedgerIssuer>> | null
  has(did: string): boolean
  certifiesKey(x5c: readonly string[], issuer: { readonly did: string; readonly key: KeyObject }): boolean
  /** The key of a chain that leads to an issuer's own anchors now, null for any other chain; undefined for an issuer that isn't known by certificates. */
  readonly certifiedKey: (did: string, x5c: readonly string[]) => KeyObject | null | undefined
}

/** Keys of issuers that the network does not list and the operator does. */
export function outsideIssuers(issuers: readonly OutsideIssuer[], trust: Trust, clock: Clock): OutsideIssuers {
  const ways = new Map(issuers.map(({ issuer, keys }) => [issuer, keys]))
  const anchored = new Map<string, CertifiesKey>(issuers.flatMap(({ issuer, keys, anchors = [] }) => (keys === 'x5c' ? [[issuer, issuerCertificates(anchors, clock)] as const] : [])))
  const known = ledgerFacts(trust)
  const listed = new Map(listedIn(issuers).map((one) => [one.did, one]))
  return {
    has: (did) => ways.has(did),
    // Whose metadata vouch for the key has to be vouched for by nobody else; a certificate beside it must only be of that key.
    certifiesKey: (x5c, { did, key }) => (ways.get(did) === 'metadata' ? leafKey(x5c)?.equals(key) === true : anchored.get(did)?.(x5c, key) === true),
    certifiedKey: (did, x5c) => {
      const certifies = anchored.get(did)
      if (certifies === undefined) return undefined
      const key = leafKey(x5c)
      return key !== null && certifies(x5c, key) ? key : null
    },
    issuerKey: ({ kid, name, x5c }) => {
      if (kid !== null && ways.get(didOf(kid)) === 'did') return known.issuerKey({ kid, name, x5c })
      if (kid !== null && name !== null && ways.get(name) === 'metadata') return byItsOwnWord(known.issuerKey({ kid: `${name}#${kid}`, name, x5c }))
      if (x5c.length === 0 || anchored.size === 0) return null
      // What names a DID's key and an issuer that certifies nothing is the network's: its certificate isn't read for every presentation.
      return kid?.startsWith('did:') === true && name !== null && !anchored.has(name) ? null : certified(x5c)
    },
  }

  /** A certificate is its issuer's when it leads to that one's anchors; each anchor is of one issuer. */
  function certified(x5c: readonly string[]): Fact<LedgerIssuer> | null {
    const key = leafKey(x5c)
    const [found] = key === null ? [] : [...anchored].filter(([, certifies]) => certifies(x5c, key))
    if (found === undefined || key === null) return null
    const [did] = found
    return { value: { did, kid: did, key, issuerNames: [did], authorityName: sameName(did), listed: listed.get(did) ?? null }, observedAt: clock.now() }
  }
}

function byItsOwnWord(found: Fact<LedgerIssuer> | Promise<Fact<LedgerIssuer>>): Fact<LedgerIssuer> | Promise<Fact<LedgerIssuer>> {
  const said = (fact: Fact<LedgerIssuer>): Fact<LedgerIssuer> => ({ ...fact, value: { ...fact.value, isItsOwnWord: true } })
  return found instanceof Promise ? found.then(said) : said(found)
}

function leafKey([leaf = '']: readonly string[]): KeyObject | null {
  try {
    return new X509Certificate(Buffer.from(leaf.slice(0, 8192), 'base64')).publicKey
  } catch {
    return null
  }
}
