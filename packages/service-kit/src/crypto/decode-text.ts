import { isUtf8 } from 'node:buffer'
import type { DecodeText } from '@counterfoil/shared/kernel/bytes'

/** Text of base64url by the platform's own code; null for what Node would repair, for that is not the text that was signed. */
export const decodeText: DecodeText = (encoded) => {
  const bytes = Buffer.from(encoded, 'base64url')
  return bytes.toString('base64url') === encoded && isUtf8(bytes) ? bytes.toString('utf8') : null
}
