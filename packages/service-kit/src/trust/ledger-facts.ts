import type { KeyObject } from 'node:crypto'
import type { ResolvedDid } from '@counterfoil/shared/did/did-resolver'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import type { FormerKey } from '@counterfoil/shared/did/key-history'
import type { Fact } from '@counterfoil/shared/kernel/fact'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { createAuthorityDirectory, type ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import type { Trust } from '@counterfoil/shared/trust/trust'
import type { IssuerReference, KnownIssuerKey } from '@counterfoil/shared/verification/verification-ports'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { issuingKey } from './asserting-key.ts'
import { leafOf } from './certified-identity.ts'

/** What is known about an issuer, with the address it is listed under: its status lists lie there and nowhere else. */
export interface LedgerIssuer extends KnownIssuerKey<KeyObject> {
  readonly listed: ListedAuthority | null
}

interface Kept {
  readonly document: Fact<ResolvedDid>
  readonly listing: Fact<readonly ListedAuthority[]>
  readonly issuer: Fact<LedgerIssuer>
}

const mostKept = 1000

/** Facts that can't be had fresh enough are a refusal of their own, never a "no". */
export const ledgerRefusal = (error: unknown): unknown => (error instanceof TrustUnavailable ? new Refusal('ledger_unavailable', { detail: error.message, cause: error }) : error)

/**
 * Issuers' keys and accreditations, as they are trusted. A key is imported once for each version of the identity's document;
 * while the documents at hand are fresh, the answer comes without a promise.
 */
export function ledgerFacts(trust: Trust): {
  accreditation(did: string, vct: string): Fact<boolean> | Promise<Fact<boolean>>
  issuerKey(named: IssuerReference): Fact<LedgerIssuer> | Promise<Fact<LedgerIssuer>>
} {
  const kept = new Map<string, Kept>()
  /** The key that a certificate holds, by its text. */
  const kids = new Map<string, string>()
  const directory = createAuthorityDirectory(trust)
  const facts: ReturnType<typeof ledgerFacts> = {
    issuerKey: ({ kid: named, x5c }) => {
      const kid = named ?? kids.get(x5c[0] ?? '') ?? null
      if (kid === null) return findCertified(x5c)
      const document = trust.resolve(didOf(kid))
      const listing = trust.listing()
      const known = kept.get(kid)
      return known !== undefined && known.document === document && known.listing === listing ? known.issuer : find(kid, document, listing)
    },
    accreditation: (did, vct) => {
      const found = trust.accreditation({ kind: 'issue', scope: vct, did })
      return found instanceof Promise ? found.catch((error: unknown) => Promise.reject(ledgerRefusal(error))) : found
    },
  }

  return facts

  /** A certificate points at the identity that it names: that one must publish the key, as if the credential had named it. */
  async function findCertified(x5c: readonly string[]): Promise<Fact<LedgerIssuer>> {
    const leaf = leafOf(x5c)
    if (leaf === null) throw new Refusal('issuer_key_unknown', { detail: 'x5c' })
    try {
      const resolved = await trust.resolve(leaf.did)
      if (resolved === null) throw new Refusal('issuer_unresolvable')
      const kid = resolved.value.document.assertionMethod.find((method) => issuingKey(resolved.value, method)?.equals(leaf.publicKey) === true)
      if (kid === undefined) throw new Refusal(resolved.value.metadata.deactivated ? 'issuer_deactivated' : 'issuer_key_unknown')
      if (kids.size >= mostKept) kids.clear()
      kids.set(x5c[0] ?? '', kid)
      return await facts.issuerKey({ kid, name: null, x5c })
    } catch (error) {
      throw ledgerRefusal(error)
    }
  }

  async function find(kid: string, resolving: ReturnType<Trust['resolve']>, listed: ReturnType<Trust['listing']>): Promise<Fact<LedgerIssuer>> {
    try {
      const [document, listing] = await Promise.all([resolving, listed])
      if (document === null) throw new Refusal('issuer_unresolvable')
      const issuer = { ...document, value: sameAsKept(kid, document, listing) ?? (await read(kid, document.value)) }
      if (kept.size >= mostKept) kept.clear()
      kept.set(kid, { document, listing, issuer })
      return issuer
    } catch (error) {
      throw ledgerRefusal(error)
    }
  }

  function sameAsKept(kid: string, document: Fact<ResolvedDid>, listing: Fact<readonly ListedAuthority[]>): LedgerIssuer | null {
    const known = kept.get(kid)
    return known?.document.value === document.value && known.listing.value === listing.value ? known.issuer.value : null
  }

  async function read(kid: string, resolved: ResolvedDid): Promise<LedgerIssuer> {
    if (resolved.metadata.deactivated) throw new Refusal('issuer_deactivated')
    const key = issuingKey(resolved, kid)
    if (key === null) throw withoutKey(resolved, kid)
    const did = didOf(kid)
    const listed = await directory.byDid(did)
    return { did, kid, key, issuerNames: listed === null ? [did] : [did, listed.did, listed.issuer], authorityName: listed?.name ?? null, listed }
  }
}

const sinceWhen = (former: Extract<FormerKey, { readonly fate: 'revoked' }>): string => ('block' in former ? `in block ${former.block}` : 'entry' in former ? `by entry ${former.entry}` : `at ${former.at}`)

/** Why the issuer's document lacks a key: its history tells what was revoked from what never was. */
function withoutKey({ formerKey }: ResolvedDid, kid: string): Refusal {
  const former = formerKey(kid)
  if (former?.fate === 'revoked') return new Refusal('issuer_key_revoked', { detail: sinceWhen(former) })
  if (former?.fate === 'expired') return new Refusal('issuer_key_expired', { detail: `at ${former.at}` })
  return new Refusal('issuer_key_unknown', former === null ? {} : { detail: `published again in block ${former.block}, under another id` })
}
