import { useEffect, useRef, useState } from 'preact/hooks'
import type { Wallet } from '../assemble.ts'
import { go } from '../routes.ts'
import { say } from '../words/words.ts'
import { destinationOf } from './add.tsx'

type Trouble = 'noCamera' | 'cameraRefused' | 'notOurs'

// A refusal by the citizen, or by the browser on their behalf, reads otherwise than a device without a camera.
const troubleWith = (error: unknown): Trouble => (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'SecurityError') ? 'cameraRefused' : 'noCamera')

/** Reads a QR code with the camera. Whatever goes wrong, the field for a code or link above it is the other way. */
export function Scanner({ wallet }: { readonly wallet: Wallet }) {
  const video = useRef<HTMLVideoElement>(null)
  const scan = useRef<AbortController | null>(null)
  const [isScanning, setScanning] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  // The camera goes off with the screen.
  useEffect(() => () => scan.current?.abort(), [])

  const start = async (): Promise<void> => {
    const controller = new AbortController()
    scan.current = controller
    setScanning(true)
    setTrouble(null)
    const found = await read(controller.signal)
    setScanning(false)
    if (controller.signal.aborted || found === null) return
    await destinationOf(wallet, found).then(go, () => setTrouble('notOurs'))
  }
  const read = async (stopped: AbortSignal): Promise<string | null> => {
    try {
      return video.current === null ? null : await wallet.scanQr(video.current, stopped)
    } catch (error) {
      setTrouble(troubleWith(error))
      return null
    }
  }
  return (
    <section aria-labelledby="scan-title">
      <h2 class="govuk-heading-m" id="scan-title">
        {say('add.scanTitle')}
      </h2>
      <video ref={video} class="wallet-camera" muted playsInline hidden={!isScanning} aria-label={say('add.scanning')} />
      <p class="govuk-body" role="status">
        {isScanning ? say('add.scanning') : trouble === null ? '' : say(`add.${trouble}`)}
      </p>
      <button type="button" class="govuk-button govuk-button--secondary" onClick={() => (isScanning ? scan.current?.abort() : void start())}>
        {isScanning ? say('add.stop') : say('add.scan')}
      </button>
    </section>
  )
}
