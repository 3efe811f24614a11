import { gunzipSync, inflateSync } from 'node:zlib'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { fromBase64Url } from '@counterfoil/shared/kernel/bytes'
import { parseBitstringList } from '@counterfoil/shared/status-list/bitstring-list'
import { parseStatusListCwt } from '@counterfoil/shared/status-list/status-list-cwt'
import { parseStatusListToken, type ReadStatusList } from '@counterfoil/shared/status-list/status-list-token'
import type { StatusReference } from '@counterfoil/shared/status-list/status-reference'

/** Reads a list in the form that it came in: a JWT has dots, a CWT was put into base64url. Refuses with `invalid_status_list`. */
export function readStatusList(reference: StatusReference, token: string, expected: { readonly now: EpochSeconds; readonly notBefore: number }): ReadStatusList {
  const { uri } = reference
  if (reference.mechanism === 'BitstringStatusListEntry') return parseBitstringList(token, { ...expected, uri, purpose: reference.purpose }, gunzip)
  if (token.includes('.')) return parseStatusListToken(token, { ...expected, uri }, inflate)
  return parseStatusListCwt(fromBase64Url(token) ?? new Uint8Array(), { ...expected, uri }, inflate)
}

type Unzip = typeof inflateSync | typeof gunzipSync

/** Strict: nothing may follow the stream, and a bomb stops at the cap. @see Token Status List, section 4.1 */
const strictly = (unzip: Unzip) => (bytes: Uint8Array, most: number): Uint8Array => {
  const { buffer, engine } = unzip(bytes, { maxOutputLength: most, info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } } // `info: true` answers so; the types don't say it
  if (engine.bytesWritten !== bytes.length) throw new RangeError('something follows the stream')
  return buffer
}

const [inflate, gunzip] = [strictly(inflateSync), strictly(gunzipSync)]
