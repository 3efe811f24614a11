import { crc32, deflateSync } from 'node:zlib'

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** @see PNG (Third Edition), section 5.3 */
export function pngChunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  return Buffer.concat([number(data.length), named, number(crc32(named))])
}

export interface PngOptions {
  readonly width?: number
  readonly height?: number
  /** Put between its header and its pixels. */
  readonly more?: readonly Buffer[]
  /** Of the pixels, in place of those of one colour. */
  readonly pixels?: Uint8Array
}

/** A PNG in 24-bit colour, all of it of one. */
export function makePng({ width = 8, height = 8, more = [], pixels }: PngOptions = {}): Buffer {
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([0x0b, 0x5f, 0xff]))])
  const raw = pixels ?? Buffer.concat(Array<Buffer>(height).fill(line))
  const header = Buffer.concat([number(width), number(height), Buffer.from([8, 2, 0, 0, 0])])
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IHDR', header), ...more, pngChunk('IDAT', deflateSync(raw)), pngChunk('IEND', Buffer.alloc(0))])
}
