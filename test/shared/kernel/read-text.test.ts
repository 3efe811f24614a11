import { describe, expect, it } from 'vitest'
import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'

/** An answer that never ends. */
function endless(): { readonly response: Response; readonly sent: () => number } {
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1000
      controller.enqueue(new Uint8Array(1000))
    },
  })
  return { response: new Response(body), sent: () => sent }
}

describe('the text of an answer', () => {
  it('is whole up to the limit, also where a letter is split between two parts', async () => {
    const [first = 0, ...rest] = new TextEncoder().encode('ŵy')
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array([first]))
        controller.enqueue(new Uint8Array(rest))
        controller.close()
      },
    })
    expect(await readTextAtMost(new Response(body), 3)).toBe('ŵy')
    expect(await readTextAtMost(new Response(null), 0)).toBe('')
  })

  it('SRF-07 is not read beyond it', async () => {
    const { response, sent } = endless()
    await expect(readTextAtMost(response, 10_000)).rejects.toThrow(RangeError)
    expect(sent()).toBeLessThan(20_000)
  })
})
