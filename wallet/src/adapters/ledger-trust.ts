import { didOf } from '@counterfoil/shared/did/ethr-did'
import { createEthrResolver } from '@counterfoil/shared/did/ethr-resolver'
import { findVerificationKey } from '@counterfoil/shared/did/verification-method'
import { fromBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { checkedLedger } from '@counterfoil/shared/ledger/checked-ledger'
import { jsonRpcLedger } from '@counterfoil/shared/ledger/json-rpc-ledger'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import type { NetworkLedger } from '@counterfoil/shared/network/network'
import { createAccreditations } from '@counterfoil/shared/trust/accreditations'
import { createAuthorityDirectory } from '@counterfoil/shared/trust/authority-directory'
import { Fault } from '../domain/fault.ts'
import type { Trust } from '../ports.ts'

const freshFor = seconds(10)
const staleFor = seconds(3600)

/** Asks the ledger itself: the wallet needs no service of ours to know who is who. */
export function ledgerTrust(ledger: NetworkLedger, { fetch, now }: { readonly fetch: typeof globalThis.fetch; readonly now: () => number }): Trust {
  const clock = { now: () => epochSeconds(now()) }
  const reader = checkedLedger(jsonRpcLedger({ rpcUrl: ledger.rpcUrl, fetch: (...request) => fetch(...request) }), ledger, clock)
  const resolver = createEthrResolver({ ...ledger, reader, clock, freshFor, staleFor })
  const directory = createAuthorityDirectory({ resolver, consortium: ledger.consortium })
  const accreditations = createAccreditations({ ...ledger, reader, clock, freshFor, staleFor })
  return {
    authorities: () => reachable(directory.all()),
    byIssuer: (url) => reachable(directory.byIssuer(url)),
    byDid: (did) => reachable(directory.byDid(did)),
    byLetter: (letter) => reachable(directory.byLetter(letter)),
    isAccredited: async (kind, vct, did) => (await reachable(Promise.resolve(accreditations.find(kind, vct, did)))).value,
    verify: async ({ kid, purpose, signingInput, signature }) => {
      const resolved = await reachable(Promise.resolve(resolver.resolve(didOf(kid))))
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
    throw cause instanceof LedgerUnavailable ? new Fault('not_reachable', { cause }) : cause
  }
}
