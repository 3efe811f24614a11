/** What a status list says of one credential. @see Token Status List, section 7.1 */
export const statusValue = { valid: 0, revoked: 1, suspended: 2 } as const
export type StatusValue = (typeof statusValue)[keyof typeof statusValue]

export type BitsPerEntry = 1 | 2 | 4 | 8

/** Entries of a status list packed into bytes, the least significant bits first. @see Token Status List, section 4.1 */
export interface StatusBits {
  readonly bytes: Uint8Array
  readonly bits: BitsPerEntry
}

export const makeStatusBits = (entries: number, bits: BitsPerEntry): StatusBits => ({ bytes: new Uint8Array(Math.ceil((entries * bits) / 8)), bits })

export const entriesOf = ({ bytes, bits }: StatusBits): number => (bytes.length * 8) / bits

/** The entry at an index; null when the index is no whole number within the list. */
export function readStatus({ bytes, bits }: StatusBits, index: number): number | null {
  if (!Number.isInteger(index) || index < 0) return null
  const byte = bytes[byteOf({ bytes, bits }, index)]
  return byte === undefined ? null : (byte >> ((index * bits) % 8)) & ((1 << bits) - 1)
}

/** The byte that holds an entry. */
export const byteOf = ({ bits }: StatusBits, index: number): number => Math.floor((index * bits) / 8)

/** Sets an entry; throws on an index outside the list and on a value that its bits can't hold (it would be another), for those would be faults of ours. */
export function writeStatus(list: StatusBits, index: number, value: number): void {
  if (readStatus(list, index) === null) throw new RangeError('status index outside its list')
  if (!Number.isInteger(value) || value < 0 || value >= 1 << list.bits) throw new RangeError('status value outside its bits')
  const position = byteOf(list, index)
  const shift = (index * list.bits) % 8
  const mask = ((1 << list.bits) - 1) << shift
  list.bytes[position] = ((list.bytes[position] ?? 0) & ~mask) | ((value << shift) & mask)
}
