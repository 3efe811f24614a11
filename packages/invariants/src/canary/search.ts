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
  return places.flatMap((place) => filesIn(place, spared)).flatMap((file) => needlesIn(file, needles).map((words) => `${file} holds ${words}`))
}

function filesIn(place: string, spared: readonly string[]): string[] {
  if (!existsSync(place)) return []
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => !spared.some((one) => name === one || (one.startsWith('.') && name.endsWith(one))))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(place, entry.name), spared) : entry.isFile() ? [join(place, entry.name)] : []))
}

/** Reads a file piece by piece, each with the end of the one before, so that nothing hides on a seam. */
function needlesIn(file: string, needles: readonly Needle[]): string[] {
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1))
  const buffer = Buffer.alloc(overlap + chunk)
  const found = new Set<string>()
  const descriptor = openSync(file, 'r')
  try {
    for (let kept = 0; ; ) {
      const read = readSync(descriptor, buffer, kept, chunk, null)
      if (read === 0) return [...found]
      const content = buffer.subarray(0, kept + read)
      for (const { words, bytes } of needles) if (!found.has(words) && content.includes(bytes)) found.add(words)
      kept = Math.min(overlap, content.length)
      buffer.copy(buffer, 0, content.length - kept, content.length)
    }
  } finally {
    closeSync(descriptor)
  }
}
