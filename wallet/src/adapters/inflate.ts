import { largestList } from '@counterfoil/shared/status-list/status-list-token'
import type { Inflate } from '../ports.ts'

/** zlib or gzip by the browser, stopped as soon as more comes out than a list may have. */
export const browserInflate: Inflate = async (bytes, format = 'deflate') => {
  const reader = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream(format)).getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > largestList) throw new Error('The list is too large.')
    chunks.push(new Uint8Array(value))
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
