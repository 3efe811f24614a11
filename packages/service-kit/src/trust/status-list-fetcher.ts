import { OutsideUnavailable, type FetchOutside } from '../outgoing/fetch-outside.ts'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { StatusMechanism, StatusReference } from '@counterfoil/shared/status-list/status-reference'

/** What fetching a status list came to: a token, or that the one at hand still stands. */
export type FetchedStatusList = { readonly kind: 'token'; readonly token: string; readonly etag: string | null } | { readonly kind: 'unchanged' }

export type FetchStatusList = (reference: StatusReference, etag: string | null) => Promise<FetchedStatusList>

const largest = 512 * 1024
const patience = 3000
const [jwt, cwt, credential] = ['application/statuslist+jwt', 'application/statuslist+cwt', 'application/vc+jwt']

/** What is asked for, and taken, where a list is published in this way. */
const mediaTypes: Readonly<Record<StatusMechanism, readonly string[]>> = { status_list: [jwt, cwt], BitstringStatusListEntry: [credential] }

/**
 * Fetches a status list within 3 seconds and 512 KiB, following no redirect. The caller has made sure that the address
 * is one of an accredited issuer. Refuses with `status_unavailable`. @see Token Status List, section 8.1
 */
export const statusListFetcher =
  (fetchOutside: FetchOutside): FetchStatusList =>
  async ({ uri, mechanism }, etag) => {
    try {
      const [first, ...others] = mediaTypes[mechanism]
      const headers = { accept: [first, ...others.map((other) => `${other};q=0.5`)].join(', '), ...(etag === null ? {} : { 'if-none-match': etag }) }
      const answer = await fetchOutside(uri, { headers, mostBytes: largest, timeoutMs: patience })
      if (answer.status === 304 && etag !== null) return { kind: 'unchanged' }
      if (answer.status !== 200) throw new Refusal('status_unavailable', { detail: `status ${answer.status}` })
      const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
      if (!mediaTypes[mechanism].includes(type)) throw new Refusal('status_unavailable', { detail: 'media type' })
      return { kind: 'token', token: answer.body.toString(type === cwt ? 'base64url' : 'latin1'), etag: answer.headers.etag ?? null }
    } catch (cause) {
      if (cause instanceof OutsideUnavailable) throw new Refusal('status_unavailable', { detail: cause.fault, cause })
      throw cause
    }
  }
