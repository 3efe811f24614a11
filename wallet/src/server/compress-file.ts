import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const texts: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.svg', '.webmanifest'])
const ways = {
  br: (bytes: Buffer): Promise<Buffer> => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: (bytes: Buffer): Promise<Buffer> => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
} as const
type Encoding = keyof typeof ways

/** The way in which a file is sent to who takes these; null as it is. Pictures are compressed already. @see RFC 9110, section 12.5.3 */
export function encodingFor(file: string, accepted: string | undefined): Encoding | null {
  if (!texts.has(extname(file)) || accepted === undefined) return null
  const taken = accepted.split(',').flatMap((one) => {
    const [name = '', ...parameters] = one.toLowerCase().split(';').map((part) => part.trim())
    return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name]
  })
  return (['br', 'gzip'] as const).find((one) => taken.includes(one)) ?? null
}

/** Compresses each file once, until it changes: a telephone on a slow network waits for every byte. */
export function fileCompressor(): (file: string, encoding: Encoding) => Promise<Buffer> {
  const kept = new Map<string, { readonly version: string; readonly bytes: Promise<Buffer> }>()
  return async (file, encoding) => {
    const { mtimeMs, size } = await stat(file)
    const [name, version] = [`${encoding} ${file}`, `${mtimeMs} ${size}`]
    const before = kept.get(name)
    if (before?.version === version) return before.bytes
    const bytes = readFile(file).then(ways[encoding])
    kept.set(name, { version, bytes })
    bytes.catch(() => kept.delete(name))
    return bytes
  }
}
