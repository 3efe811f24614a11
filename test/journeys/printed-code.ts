import type { Page } from '@playwright/test'
import decodeQr from 'qr/decode.js'

/** How wide a module is to a scanner. */
const pixels = 4

/** Reads the square code off a print's page, as a scanner reads it off the paper. */
export async function scanPrint(page: Page): Promise<string> {
  const code = page.locator('#print-qr svg')
  const side = pixels * Number((await code.getAttribute('viewBox'))?.split(' ')[2])
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, left, top, width] of ((await code.locator('path').last().getAttribute('d')) ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    for (let line = 0; line < pixels; line += 1) {
      const start = (Number(top) * pixels + line) * side + Number(left) * pixels
      for (let pixel = start; pixel < start + Number(width) * pixels; pixel += 1) data.fill(0, pixel * 4, pixel * 4 + 3)
    }
  }
  return decodeQr({ data, width: side, height: side })
}
