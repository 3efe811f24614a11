import { joined } from './bytes.ts'

/**
 * The bytes of an answer, read no further than so many: who sends more, whatever length they claim, costs us no more
 * than that. Throws a RangeError.
 */
export async function readBytesAtMost(response: Response, mostBytes: number): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength
    if (length > mostBytes) {
      await reader.cancel()
      throw new RangeError(`more than ${mostBytes} bytes`)
    }
    parts.push(part.value)
  }
  return joined(parts)
}

/** The same as text. At once: a decoder that is fed piece by piece takes several times as long. */
export const readTextAtMost = async (response: Response, mostBytes: number): Promise<string> => new TextDecoder().decode(await readBytesAtMost(response, mostBytes))
