/**
 * The text of an answer, read no further than so many bytes: who sends more, whatever length they claim, costs us no more
 * than that. Throws a RangeError.
 */
export async function readTextAtMost(response: Response, mostBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength
    if (length > mostBytes) {
      await reader.cancel()
      throw new RangeError(`more than ${mostBytes} bytes`)
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
