import { isCardArt } from '@counterfoil/shared/catalogue/card-art'
import { fromBase64, strictUtf8, toBase64, utf8 } from '@counterfoil/shared/kernel/bytes'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { isStillPng } from './still-png.ts'

/** A picture that may be shown whoever made it: plain shapes, or a PNG in Base64. */
export type CardPicture = { readonly svg: string } | { readonly png: string }

/** Some times what a card shows of it needs; each credential has its own in the vault. */
const largest = 32 * 1024
/** As long as that many bytes are in Base64, and what stands before them. */
const longestUrl = Math.ceil(largest / 3) * 4 + 100
const dataUrl = /^data:image\/(?:png|svg(?:\+xml)?)(?:;[\w-]+=[\w-]+)*(;base64)?,(.*)$/is

/** What somebody's picture is: by its bytes, whatever they call it. Null for what is not shown. */
export function pictureOf(bytes: Uint8Array): CardPicture | null {
  if (bytes.length > largest) return null
  if (isStillPng(bytes)) return { png: toBase64(bytes) }
  try {
    const svg = strictUtf8(bytes)
    return isCardArt(svg) ? { svg } : null
  } catch {
    return null
  }
}

export const isDataUrl = (address: unknown): address is string => typeof address === 'string' && /^data:/i.test(address)

/** The picture within a `data:` URL, which nobody is asked for. @see RFC 2397 */
export function pictureWithin(url: string): CardPicture | null {
  const [, isBase64, data = ''] = (url.length <= longestUrl ? dataUrl.exec(url) : null) ?? []
  try {
    const written = decodeURIComponent(data)
    const bytes = isBase64 === undefined ? utf8(written) : fromBase64(written)
    return bytes === null ? null : pictureOf(bytes)
  } catch {
    return null
  }
}

/** The same picture in an address that every reader of metadata knows for one: not all have heard of `+` or of other codings. */
export const plainUrl = (picture: CardPicture): string => ('png' in picture ? sourceOf(picture) : `data:image/svg;base64,${toBase64(utf8(picture.svg))}`)

/** One that was kept; judged again, for rules may be stricter by now. */
export function parsePicture(kept: Json | undefined): CardPicture | null {
  const { svg, png }: JsonObject = isJsonObject(kept) ? kept : {}
  if (typeof svg === 'string') return isCardArt(svg) ? { svg } : null
  const bytes = typeof png === 'string' ? fromBase64(png) : null
  return bytes === null ? null : pictureOf(bytes)
}

/** As an `img` takes it: within such, nothing runs and nothing is fetched. */
export const sourceOf = (picture: CardPicture): string => ('png' in picture ? `data:image/png;base64,${picture.png}` : `data:image/svg+xml,${encodeURIComponent(picture.svg)}`)
