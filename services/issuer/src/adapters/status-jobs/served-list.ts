import { inflateSync } from 'node:zlib'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { StatusBits } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { statusListUri, type Authority } from '../../domain/authority.ts'

/** A list as a verifier reads it, from what it is sent. */
export const servedList =
  (clock: Clock) =>
  (authority: Authority, list: number, { content }: { readonly content: string | Uint8Array }): StatusBits => {
    if (typeof content !== 'string') throw new Error('A list as JWT is text.')
    return parseStatusListToken(content, { uri: statusListUri(authority, { statusIssuer: authority.id, statusList: list }), now: clock.now() }, (bytes, most) => inflateSync(bytes, { maxOutputLength: most })).list
  }
