import { hash } from 'node:crypto'

/** A value that was put in as a claim. Findings tell its name, never the value. */
export interface Marker {
  readonly name: string
  readonly value: string
}

/** One way in which a value could stand in a file. */
export interface Writing {
  readonly how: string
  readonly bytes: Buffer
}

/** Shorter runs of letters and digits stand in sealed bytes by chance. */
const shortest = 6

const html = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** The characters of base64 that a value alone determines, when it stands at a distance of `shift` from a group of three bytes. */
function base64At(shift: number, value: Buffer, alphabet: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(shift), value, Buffer.alloc(3)]).toString(alphabet)
  return text.slice(Math.ceil((8 * shift) / 6), Math.floor((8 * (shift + value.length)) / 6))
}

/** Everything that would give a value away: itself, its usual encodings at every alignment, and its digest. A value has at least four characters. */
export function writingsOf(value: string): readonly Writing[] {
  const plain = Buffer.from(value)
  if (plain.length < 4) throw new RangeError('a marker of fewer than four characters stands everywhere')
  const encoded: readonly (readonly [string, Buffer])[] = [
    ['UTF-16', Buffer.from(value, 'utf16le')],
    ['hexadecimal', Buffer.from(plain.toString('hex'))],
    ['upper-case hexadecimal', Buffer.from(plain.toString('hex').toUpperCase())],
    ['URL', Buffer.from(encodeURIComponent(value))],
    ['form', Buffer.from(new URLSearchParams([['', value]]).toString().slice(1))],
    ['JSON', Buffer.from(JSON.stringify(value).slice(1, -1))],
    ['HTML', Buffer.from(html(value))],
    ...[0, 1, 2].flatMap((shift) => (['base64', 'base64url'] as const).map((alphabet) => [`${alphabet} at ${shift}`, Buffer.from(base64At(shift, plain, alphabet))] as const)),
    ['SHA-256', hash('sha256', value, 'buffer')],
    ['SHA-256 in hexadecimal', Buffer.from(hash('sha256', value, 'hex'))],
    ['SHA-256 in base64', Buffer.from(hash('sha256', value, 'base64').replace(/={1,2}$/, ''))],
    ['SHA-256 in base64url', Buffer.from(hash('sha256', value, 'base64url'))],
  ]
  const writings: Writing[] = [{ how: 'plain', bytes: plain }]
  for (const [how, bytes] of encoded) if (bytes.length >= shortest && !writings.some((known) => known.bytes.equals(bytes))) writings.push({ how, bytes })
  return writings
}
