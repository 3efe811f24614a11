import { constants, deflateRawSync } from 'node:zlib'
import type { DeflatedBytes } from '../ports.ts'

interface Block {
  readonly deflated: Uint8Array
  /** Sum of the bytes, and sum of each byte times how many follow it in the block, itself counted. */
  readonly sum: number
  readonly weighted: number
}

const blockSize = 1024
const modulus = 65_521
const header = Buffer.from([0x78, 0x9c])
const emptyLastBlock = Buffer.from([0x03, 0x00])

/**
 * Keeps bytes deflated block by block. Each block ends at a byte and refers to none before it, so that one which changed is
 * replaced alone; together they are one zlib stream. @see RFC 1950, section 2.2; RFC 1951, section 3.2
 */
export function deflatedBlocks(bytes: Uint8Array): DeflatedBytes {
  const blocks: Block[] = []
  const stale = new Set(Array.from({ length: Math.ceil(bytes.length / blockSize) }, (_, place) => place))
  return {
    changed: (position) => void stale.add(Math.floor(position / blockSize)),
    bytes: () => {
      for (const place of stale) blocks[place] = deflateBlock(bytes.subarray(place * blockSize, (place + 1) * blockSize))
      stale.clear()
      return Buffer.concat([header, ...blocks.map(({ deflated }) => deflated), emptyLastBlock, adler32(blocks, bytes.length)])
    },
  }
}

function deflateBlock(bytes: Uint8Array): Block {
  let sum = 0
  let weighted = 0
  for (const byte of bytes) {
    sum += byte
    weighted += sum
  }
  return { deflated: deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH }), sum, weighted }
}

/** The checksum of the whole from those of its blocks. @see RFC 1950, section 8.2 */
function adler32(blocks: readonly Block[], length: number): Buffer {
  let low = 1
  let high = length % modulus
  let following = length
  for (const { sum, weighted } of blocks) {
    following = Math.max(0, following - blockSize)
    low = (low + sum) % modulus
    high = (high + weighted + sum * following) % modulus
  }
  const checksum = Buffer.alloc(4)
  checksum.writeUInt16BE(high)
  checksum.writeUInt16BE(low, 2)
  return checksum
}
