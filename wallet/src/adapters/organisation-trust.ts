import { didOf } from '@counterfoil/shared/did/ethr-did'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { fromBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import type { Trust as SharedTrust } from '@counterfoil/shared/trust/trust'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { Fault } from '../domain/fault.ts'
import type { Trust } from '../ports.ts'

/** What the wallet wants to know of organisations, whichever way the network keeps it. */
export function organisationTrust(trust: SharedTrust): Trust {
  const directory = createAuthorityDirectory(trust)
  return {
    authorities: () => reachable(directory.all()),
    byIssuer: (url) => reachable(directory.byIssuer(url)),
    byDid: (did) => reachable(directory.byDid(did)),
    byLetter: (letter) => reachable(directory.byLetter(letter)),
    isAccredited: async (kind, vct, did) => (await reachable(Promise.resolve(trust.accreditation({ kind, vct, did })))).value,
    verify: async ({ kid, purpose, signingInput, signature }) => {
      const resolved = await reachable(Promise.resolve(trust.resolve(didOf(kid))))
      const jwk = resolved === null ? null : findVerificationKey(resolved.value.document, kid, purpose)
      const bytes = fromBase64Url(signature)
      if (jwk === null || bytes?.length !== 64) return false
      const key = await crypto.subtle.importKey('jwk', { ...jwk }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
      return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, utf8(signingInput))
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
