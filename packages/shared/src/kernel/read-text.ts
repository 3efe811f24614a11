/**
 * The text of an answer, read no further than so many bytes: who sends more, whatever length they claim, costs us no more
 * than that. Throws a RangeError.
 */
export async function readTextAtMost(response: Response, mostBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
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
  // At once: a decoder that is fed piece by piece takes several times as long.
  return new TextDecoder().decode(joined(parts, length))
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let place = 0
  for (const part of parts) {
    whole.set(part, place)
    place += part.byteLength
  }
  return whole
}
