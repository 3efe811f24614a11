import { part } from '../parts.ts'

const decoder = part(() => import('qr/decode.js'))

interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}
declare const BarcodeDetector: (new (options: { formats: readonly string[] }) => NativeDetector) | undefined

const pause = 200

/** Reads QR codes from the camera until one is found or the scan is stopped. Rejects when there is no camera to use. */
export async function scanQr(video: HTMLVideoElement, stopped: AbortSignal): Promise<string | null> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    const read = await frameReader(video)
    while (!stopped.aborted) {
      const text = await read()
      if (text !== null) return text
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    return null
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}

async function frameReader(video: HTMLVideoElement): Promise<() => Promise<string | null>> {
  if (typeof BarcodeDetector !== 'undefined') {
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return async () => (await detector.detect(video))[0]?.rawValue ?? null
  }
  const { default: decodeQr } = await decoder()
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async () => {
    if (context === null || video.videoWidth === 0) return null
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    context.drawImage(video, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
    try {
      return decodeQr({ data, width, height })
    } catch {
      return null
    }
  }
}
