import type { Trust } from '../ports.ts'

/** Trust whose reading of ledgers and lists is loaded when something is first asked of it. */
export function trustOnDemand(load: () => Promise<Trust>): Trust {
  return {
    authorities: async () => (await load()).authorities(),
    byIssuer: async (url) => (await load()).byIssuer(url),
    byDid: async (did) => (await load()).byDid(did),
    byLetter: async (letter) => (await load()).byLetter(letter),
    isAccredited: async (kind, vct, did) => (await load()).isAccredited(kind, vct, did),
    statusIssuer: async (did, uri) => (await load()).statusIssuer(did, uri),
    asOf: async (did, vcts) => (await load()).asOf(did, vcts),
    learn: async (did, vcts) => (await load()).learn(did, vcts),
    asksWith: async (did, key) => (await load()).asksWith(did, key),
    signsWith: async (did, key) => (await load()).signsWith(did, key),
    verify: async (input) => (await load()).verify(input),
  }
}
