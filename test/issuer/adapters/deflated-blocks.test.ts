import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deflatedBlocks } from '@counterfoil/issuer/adapters/deflated-blocks'

/** Inflates one whole zlib stream; its checksum is judged by the platform. */
function inflate(bytes: Uint8Array): Buffer {
  const { buffer, engine } = inflateSync(bytes, { info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } } // `info: true` answers so; the types don't say it
  expect(engine.bytesWritten).toBe(bytes.length)
  return buffer
}

describe('deflated blocks', () => {
  it('are one zlib stream of the bytes as they are now, whatever changed since', () => {
    const change = fc.record({ position: fc.nat(), value: fc.nat(255) })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 4 }), (bytes, rounds) => {
        const deflated = deflatedBlocks(bytes)
        expect(inflate(deflated.bytes()).equals(bytes)).toBe(true)
        for (const changes of rounds) {
          for (const { position, value } of changes) {
            bytes[position % bytes.length] = value
            deflated.changed(position % bytes.length)
          }
          expect(inflate(deflated.bytes()).equals(bytes)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([0, 1023, 1024, 1025, 262_144])('hold %i bytes', (length) => {
    for (const value of [0, 255]) expect(inflate(deflatedBlocks(new Uint8Array(length).fill(value)).bytes()).equals(Buffer.alloc(length, value))).toBe(true)
  })

  it('of a list of a million entries, all valid, are small', () => {
    expect(deflatedBlocks(new Uint8Array(262_144)).bytes().length).toBeLessThan(5000)
  })
})
