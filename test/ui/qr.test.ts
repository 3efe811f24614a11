import decodeQr from 'qr/decode.js'
import { describe, expect, it } from 'vitest'
import { qrPath, qrSvg } from '@counterfoil/ui/qr'

/** The path painted on a raster, as a camera would see it. */
function paint({ size, path }: { size: number; path: string }): { width: number; height: number; data: Uint8Array } {
  const scale = 4
  const side = size * scale
  const pixels = new Uint8Array(side * side * 4).fill(255)
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column += 1) pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
    }
  }
  return { width: side, height: side, data: pixels }
}

const link = 'http://localhost:4730/authorize?client_id=decentralized_identifier%3Adid%3Aethr%3A0x7a69%3A0x1234567890123456789012345678901234567890&request_uri=http%3A%2F%2Flocalhost%3A4720%2Faldermoor%2Frequests%2Fabcdefghijklmnopqrstuv'

describe('a QR code', () => {
  it('reads back as the text that it was made of', () => {
    expect(decodeQr(paint(qrPath(link)))).toBe(link)
  })

  it('is an image with a name for screen readers', () => {
    const svg = qrSvg('https://wallet.example/offer', { label: 'QR code "to scan" <b>' }).markup
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="QR code &quot;to scan&quot; &lt;b&gt;"/)
  })

  it('keeps a quiet zone of four modules', () => {
    const { size, path } = qrPath('x')
    const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => [Number(x), Number(y), Number(x) + Number(width)] as const)
    expect(starts.every(([x, y, end]) => x >= 4 && y >= 4 && end <= size - 4 && y < size - 4)).toBe(true)
  })
})
