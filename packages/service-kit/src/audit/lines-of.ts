import { strictUtf8 } from '@counterfoil/shared/kernel/bytes'

/** The lines of a file without their ends; null for one that is no UTF-8, and for a last one that has no end. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string | null> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    let text = Buffer.concat([rest, chunk])
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
      yield textOf(text.subarray(0, end))
      text = text.subarray(end + 1)
    }
    rest = text
  }
  if (rest.length > 0) yield null
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return strictUtf8(bytes)
  } catch {
    return null
  }
}
