import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measured } from '../../http/measure-http.ts'
import { processCpuTime } from '../../http/service-process.ts'
import { secretOfOffer } from './issuer-routes.ts'

export interface FloorProcess {
  readonly measured: Measured
  stop(): Promise<void>
}

const apiKey = 'the-key-of-a-form-server-of-this-bench'

/** Issuer and verifier at the floor as one process, with real files and as many offers as are told; or the issuer with the SD-JWT library and a transaction for each request. */
export async function startFloor(offers: number, way: 'floor' | 'library' = 'floor'): Promise<FloorProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-floor-'))
  const preload = ['--import', join(import.meta.dirname, '..', '..', 'http', 'report-cpu.ts')]
  const child = spawn(process.execPath, [...preload, join(import.meta.dirname, 'floor-main.ts'), folder, String(offers), apiKey, way], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [url] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown]
  if (typeof url !== 'string') throw new Error('The floor did not start.')
  const cpuTime = processCpuTime(child)
  return {
    measured: {
      issuer: { cpuTime },
      verifier: { cpuTime },
      issuerUrl: url,
      offers: Array.from({ length: offers }, (_, number) => secretOfOffer(number)),
      asking: { verifierUrl: url, apiKey, form: 'floor', returnUrl: 'https://council.example/form' },
    },
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
