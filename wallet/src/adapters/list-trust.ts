import { didDocumentTypes } from '@counterfoil/shared/did/did-web'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkList } from '@counterfoil/shared/network/network'
import { signedListTrust } from '@counterfoil/shared/signed-list/signed-list-trust'
import type { KeptFacts } from '@counterfoil/shared/trust/kept-facts'
import type { Http, Trust } from '../ports.ts'
import { organisationTrust } from './organisation-trust.ts'
import { verifyEs256 } from './verify-es256.ts'

const freshFor = seconds(10)
const staleFor = seconds(3600)

export interface ListTrustOptions {
  readonly http: Pick<Http, 'get'>
  readonly now: () => number
  readonly kept: KeptFacts
}

/** Reads the consortium's signed list and the authorities' own documents, and judges them here. */
export function listTrust(list: NetworkList, { http, now, kept }: ListTrustOptions): Trust {
  const clock = { now: () => epochSeconds(now()) }
  const fetchDocument = (url: string) => http.get(isOfThisMachine(list.url) && isOfThisMachine(url) ? url.replace(/^https:/, 'http:') : url, didDocumentTypes)
  const trust = signedListTrust({
    list,
    clock,
    kept,
    freshFor,
    keyStaleFor: staleFor,
    accreditationStaleFor: staleFor,
    fetchText: (url, { accept }) => http.get(url, accept),
    fetchDocument: async (url) => {
      const { status, mediaType, text } = await fetchDocument(url)
      return { status, mediaType, text }
    },
    verify: verifyEs256,
  })
  return organisationTrust(trust, { now, freshFor })
}

// A did:web always lies at https; a demonstration on one machine has none.
const isOfThisMachine = (url: string): boolean => /^https?:\/\/localhost(?:[:/]|$)/.test(url)
