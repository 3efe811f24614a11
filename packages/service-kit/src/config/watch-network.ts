import { stat } from 'node:fs/promises'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { startSweep } from '../persistence/sweep.ts'
import type { Logger } from '../system/logger.ts'
import { readNetwork } from './read-files.ts'

/** Far less than any overlap of two keys. */
const lookEvery = seconds(2)

/**
 * Tells of each new content of the network file, such as a key that will sign next. What can't be taken over is logged, and
 * tried again at the next look; until then everything stays as it was.
 */
export function watchNetwork(file: string, take: (network: AnyNetwork) => Promise<void>, logger: Logger): { stop(): void } {
  // Not what the file is now: it may have changed since the start read it.
  let seen = ''
  let told = ''
  return startSweep(lookEvery, async () => {
    const version = await versionOf(file)
    if (version === seen) return
    try {
      await take(readNetwork(file))
      if (seen !== '') logger.info('the network file was taken over')
      seen = version
    } catch (error) {
      if (told !== version) logger.warn({ detail: error instanceof Error ? error.message : 'unknown' }, 'the network file can not be taken over')
      told = version
    }
  }, logger)
}

const versionOf = (file: string): Promise<string> => stat(file).then(({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`, () => 'none')
