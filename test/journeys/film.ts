import { writeFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'

const width = 640
const height = 480

/** Grey values of a picture held in front of a camera: small, a little askew, on a table that isn't white. */
async function seenByCamera(page: Page, png: Buffer): Promise<Buffer> {
  const grey = await page.evaluate(
    async ({ base64, across, down }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(across, down)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('This browser draws nothing.')
      context.fillStyle = '#8a8f94'
      context.fillRect(0, 0, across, down)
      context.translate(across / 2, down / 2)
      context.rotate(0.07)
      const scale = (down * 0.85) / Math.max(picture.width, picture.height)
      context.drawImage(picture, (-picture.width * scale) / 2, (-picture.height * scale) / 2, picture.width * scale, picture.height * scale)
      const { data } = context.getImageData(0, 0, across, down)
      let text = ''
      for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(Math.round(((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3))
      return btoa(text)
    },
    { base64: png.toString('base64'), across: width, down: height },
  )
  return Buffer.from(grey, 'base64')
}

/**
 * Films what a page shows, as the uncompressed video that Chromium plays in place of its camera.
 * @see https://wiki.multimedia.cx/index.php/YUV4MPEG2
 */
export async function film(shown: Locator, file: string): Promise<void> {
  const png = await shown.screenshot()
  // A page of its own: the one that shows the code forbids scripts.
  const table = await shown.page().context().newPage()
  const luma = await seenByCamera(table, png)
  await table.close()
  const colourless = Buffer.alloc((width * height) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, colourless])
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), frame, frame, frame]))
}
