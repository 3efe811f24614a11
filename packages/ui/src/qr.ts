import { encode } from 'uqr'
import { html, type Raw } from './markup/html.ts'

/** A QR code as one path of unit squares in a square of `size` units, quiet zone included. */
export interface QrPath {
  readonly size: number
  readonly path: string
}

const quietZone = 4

/** The modules of a QR code as one path: runs of dark modules become rectangles. @see ISO/IEC 18004 */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone })
  let path = ''
  data.forEach((row, y) => {
    let x = 0
    while (x < row.length) {
      const start = x
      while (row[x] === true) x += 1
      if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`
      else x += 1
    }
  })
  return { size, path }
}

/**
 * A QR code as accessible SVG, dark on white in every colour scheme. It is never the only way: show the link or the
 * typed code beside it.
 */
export function qrSvg(text: string, options: { readonly label: string }): Raw {
  const { size, path } = qrPath(text)
  return html`<svg class="cf-qr" role="img" aria-label="${options.label}" viewBox="0 0 ${size} ${size}" xmlns="http://www.w3.org/2000/svg" shape-rendering="crispEdges" focusable="false"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path}"/></svg>`
}
