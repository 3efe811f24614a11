import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writingsOf, type Marker } from './writings.ts'

/** What is searched, for what. Names of folders and endings of files in `spared` are left out. */
export interface Search {
  readonly places: readonly string[]
  readonly markers: readonly Marker[]
  readonly spared: readonly string[]
}

interface Needle {
  readonly words: string
  readonly bytes: Buffer
}

const chunk = 4 * 1024 * 1024

/** Where a marker stands, in any of its writings: the file, the marker's name, and how it was written. */
export function findTraces({ places, markers, spared }: Search): string[] {
  const needles = markers.flatMap(({ name, value }) => writingsOf(value).map(({ how, bytes }): Needle => ({ words: `${name} (${how})`, bytes })))
  const longest = Math.max(0, ...needles.map(({ bytes }) => bytes.length))
  const index = indexOf(needles)
  return places.flatMap((place) => filesIn(place, spared)).flatMap((file) => needlesIn(file, index, longest).map((words) => `${file} holds ${words}`))
}

function filesIn(place: string, spared: readonly string[]): string[] {
  if (!existsSync(place)) return []
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => !spared.some((one) => name === one || (one.startsWith('.') && name.endsWith(one))))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(place, entry.name), spared) : entry.isFile() ? [join(place, entry.name)] : []))
}

/** Needles by their first four bytes: a file is gone through once, however many there are. */
type Index = ReadonlyMap<number, readonly Needle[]>

const indexOf = (needles: readonly Needle[]): Index => Map.groupBy(needles, ({ bytes }) => bytes.readUInt32LE(0))

/** Reads a file piece by piece, each with the end of the one before, so that nothing hides on a seam. */
function needlesIn(file: string, index: Index, longest: number): string[] {
  const buffer = Buffer.alloc(longest + chunk)
  const found = new Set<string>()
  const descriptor = openSync(file, 'r')
  try {
    for (let kept = 0; ; ) {
      const read = readSync(descriptor, buffer, kept, chunk, null)
      if (read === 0) return [...found]
      const content = buffer.subarray(0, kept + read)
      findIn(content, index, found)
      kept = Math.min(longest, content.length)
      buffer.copy(buffer, 0, content.length - kept, content.length)
    }
  } finally {
    closeSync(descriptor)
  }
}

function findIn(content: Buffer, index: Index, found: Set<string>): void {
  for (let at = 0; at + 4 <= content.length; at += 1) {
    const candidates = index.get(content.readUInt32LE(at))
    if (candidates === undefined) continue
    for (const { words, bytes } of candidates) if (content.subarray(at, at + bytes.length).equals(bytes)) found.add(words)
  }
}
