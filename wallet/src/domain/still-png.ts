const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Bounds what it takes up once it is unpacked: few bytes can stand for many pixels. */
const mostPixels = 1024
/** What moves asks for attention that nobody granted. @see PNG (Third Edition), section 11.3.6 */
const moving: ReadonlySet<string> = new Set(['acTL', 'fcTL', 'fdAT'])
const [lengthSize, nameSize, checkSize] = [4, 4, 4]
const headerLength = 13

/** Whether these bytes are a PNG from its first to its last chunk, of a size that a card can have, and one that stands still. @see PNG (Third Edition), section 5 */
export function isStillPng(bytes: Uint8Array): boolean {
  if (!signature.every((byte, place) => bytes[place] === byte)) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const names: string[] = []
  let at = signature.length
  while (at + lengthSize + nameSize + checkSize <= bytes.length) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + lengthSize, at + lengthSize + nameSize))
    if (names.length === 0 && !(name === 'IHDR' && length === headerLength && isOfSize(view, at + lengthSize + nameSize))) return false
    if (moving.has(name)) return false
    names.push(name)
    at += lengthSize + nameSize + length + checkSize
  }
  return at === bytes.length && names.includes('IDAT') && names.indexOf('IEND') === names.length - 1
}

function isOfSize(view: DataView, at: number): boolean {
  if (at + headerLength > view.byteLength) return false
  return [view.getUint32(at), view.getUint32(at + 4)].every((side) => side > 0 && side <= mostPixels)
}
