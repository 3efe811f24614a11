import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parsePicture, pictureOf, pictureWithin, sourceOf } from '@counterfoil/wallet/domain/card-picture'
import { typeOf } from '../../support/catalogue.ts'
import { makePng, pngChunk } from '../../support/png.ts'

const { art } = typeOf('residency').card
const png = makePng()
const base64 = png.toString('base64')
const withBytes = (change: (bytes: Buffer) => void): Buffer => {
  const changed = Buffer.from(png)
  change(changed)
  return changed
}

describe('a picture of anybody’s making', () => {
  it('is shown when it is a PNG, or plain shapes, and is found again as it was kept', () => {
    for (const [bytes, picture] of [[png, { png: base64 }], [Buffer.from(art), { svg: art }]] as const) {
      expect(pictureOf(bytes)).toEqual(picture)
      expect(parsePicture({ ...picture, alt: { en: 'x', cy: 'y' } })).toEqual(picture)
    }
    expect(sourceOf({ png: base64 })).toBe(`data:image/png;base64,${base64}`)
    expect(decodeURIComponent(sourceOf({ svg: art }))).toBe(`data:image/svg+xml,${art}`)
  })

  it.each<readonly [string, Buffer]>([
    ['moves', makePng({ more: [pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))] })],
    ['is wider than a card could be', makePng({ width: 1025, height: 1 })],
    ['is higher than a card could be', makePng({ width: 1, height: 1025 })],
    ['is of four thousand million pixels', withBytes((bytes) => bytes.fill(0xff, 16, 24))],
    ['has no width', makePng({ width: 0 })],
    ['has more bytes than a card needs', makePng({ pixels: randomBytes(40_000) })],
    ['is cut off', png.subarray(0, -5)],
    ['has something behind its end', Buffer.concat([png, Buffer.from('<script>')])],
    ['has a chunk as long as four gigabytes', withBytes((bytes) => bytes.fill(0xff, 33, 37))],
    ['begins with another chunk', Buffer.concat([png.subarray(0, 8), png.subarray(33)])],
    ['has no pixels', Buffer.concat([png.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))])],
    ['is only how it begins', png.subarray(0, 8)],
    ['is a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ['is a page', Buffer.from('<html></html>')],
    ['is no text', Buffer.from([0x3c, 0xc0, 0xaf])],
    ['is nothing', Buffer.alloc(0)],
    ['is an SVG that holds a script', Buffer.from(art.replace('</svg>', '<script>alert(1)</script></svg>'))],
  ])('is not shown when it %s, also where it was kept', (_row, bytes) => {
    expect(pictureOf(bytes)).toBeNull()
    expect(parsePicture({ png: bytes.toString('base64') })).toBeNull()
    expect(parsePicture({ svg: bytes.toString() })).toBeNull()
  })

  it.each<readonly [string, string, object]>([
    ['a PNG', `data:image/png;base64,${base64}`, { png: base64 }],
    ['a PNG under another name: its bytes count', `data:image/svg+xml;base64,${base64}`, { png: base64 }],
    ['shapes in Base64', `data:image/svg+xml;charset=utf-8;base64,${btoa(art)}`, { svg: art }],
    ['shapes as they are written in addresses', `DATA:image/svg+xml,${encodeURIComponent(art)}`, { svg: art }],
    ['Base64 as it is written in addresses', `data:image/png;base64,${encodeURIComponent(base64)}`, { png: base64 }],
  ])('within an address may be %s', (_row, url, picture) => {
    expect(pictureWithin(url)).toEqual(picture)
  })

  it.each([
    `data:text/html;base64,${base64}`,
    `data:image/png,${base64}`,
    'data:image/png;base64,%E0%A4%A',
    'data:image/png;base64,====',
    `data:image/png;base64,${'A'.repeat(100_000)}`,
    `data:image/svg+xml;base64,${btoa('<svg onload="alert(1)"/>')}`,
    'data:,',
    'https://tracker.example/pixel.png',
  ])('within an address is not %s', (url) => {
    expect(pictureWithin(url)).toBeNull()
  })

  it.each([null, 7, [], {}, { png: 7 }, { png: 'not Base64' }, { svg: null }])('is none where what was kept is %j', (kept) => {
    expect(parsePicture(kept)).toBeNull()
  })
})
