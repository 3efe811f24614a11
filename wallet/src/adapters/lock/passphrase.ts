import { utf8 } from '@counterfoil/shared/kernel/bytes'
import { tidied } from '../../domain/vault-lock.ts'
import type { Bytes } from './wrapped-key.ts'

/** What a passphrase costs to try: kibibytes, passes, lanes. @see RFC 9106, section 3.1 */
export interface Cost {
  readonly m: number
  readonly t: number
  readonly p: number
}

/** What OWASP asks for at least; kept beside each salt, so that it can be raised. */
export const presentCost: Cost = { m: 19_456, t: 2, p: 1 }

/** A passphrase as 32 bytes that are dear to guess: Argon2id. */
export type Stretch = (passphrase: Bytes, salt: Bytes, cost: Cost) => Promise<Bytes>

export const stretchPassphrase = (stretch: Stretch, passphrase: string, salt: Bytes, cost: Cost): Promise<Bytes> => stretch(utf8(tidied(passphrase)), salt, cost)

/** In a worker, loaded when it is first used: seconds of work on a cheap telephone that no button should wait for. */
export const stretchInWorker: Stretch = (passphrase, salt, cost) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('argon2-worker.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void): void => {
      worker.terminate()
      settle()
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Bytes>) => end(() => resolve(data)))
    worker.addEventListener('error', (event) => end(() => reject(new Error('The worker for passphrases failed.', { cause: event.message }))))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A worker has no origin to name.
    worker.postMessage({ passphrase, salt, cost })
  })
