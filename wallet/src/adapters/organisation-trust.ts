import { didOf } from '@counterfoil/shared/did/ethr-did'
import { findVerificationKey, type KeyPurpose } from '@counterfoil/shared/did/verification-method'
import type { Seconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { statusIssuerOf } from '@counterfoil/shared/trust/status-issuer'
import type { Trust as SharedTrust } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { Fault } from '../domain/fault.ts'
import type { Trust } from '../ports.ts'
import { verifyEs256 } from './verify-es256.ts'

/** A request takes so long to be read, in seconds; what was confirmed at its beginning is as good as new at its end. */
const whileReading = 5

/** What the wallet wants to know of organisations, whichever way the network keeps it. */
export function organisationTrust(trust: SharedTrust, { now, freshFor }: { readonly now: () => number; readonly freshFor: Seconds }): Trust {
  const directory = createAuthorityDirectory(trust)
  const factsOf = (did: string, vcts: readonly string[]) =>
    reachable(Promise.all([trust.listing(), trust.resolve(did), trust.accreditations(vcts.map((vct) => ({ kind: 'request', scope: vct, did })))]))
  const kidOf = async (did: string, { x, y }: P256PublicJwk, purpose: KeyPurpose): Promise<string | null> => {
    const document = (await reachable(Promise.resolve(trust.resolve(did))))?.value.document
    const found = document?.[purpose].find((kid) => {
      const key = findVerificationKey(document, kid, purpose)
      return key?.x === x && key.y === y
    })
    return found ?? null
  }
  return {
    authorities: () => reachable(directory.all()),
    byIssuer: (url) => reachable(directory.byIssuer(url)),
    byDid: (did) => reachable(directory.byDid(did)),
    byLetter: (letter) => reachable(directory.byLetter(letter)),
    isAccredited: async (kind, vct, did) => (await reachable(Promise.resolve(trust.accreditation({ kind, scope: vct, did })))).value,
    statusIssuer: async (did, uri) => (await reachable(Promise.resolve(statusIssuerOf(trust, did, uri)))).value?.did ?? null,
    asOf: async (did, vcts) => {
      const [listing, document, accreditations] = await factsOf(did, vcts)
      const oldest = Math.min(listing.observedAt, document?.observedAt ?? now(), ...accreditations.map(({ observedAt }) => observedAt))
      return now() - oldest > freshFor + whileReading ? oldest : null
    },
    learn: async (did, vcts) => {
      await factsOf(did, vcts)
    },
    asksWith: async (did, key) => (await kidOf(did, key, 'authentication')) !== null,
    signsWith: (did, key) => kidOf(did, key, 'assertionMethod'),
    verify: async ({ kid, purpose, signingInput, signature }) => {
      const resolved = await reachable(Promise.resolve(trust.resolve(didOf(kid))))
      const jwk = resolved === null ? null : findVerificationKey(resolved.value.document, kid, purpose)
      return jwk !== null && verifyEs256(jwk, signingInput, signature)
    },
  }
}

async function reachable<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (cause) {
    throw cause instanceof TrustUnavailable ? new Fault('not_reachable', { cause }) : cause
  }
}
