import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { expect } from 'vitest'
import type { Acknowledged, Deployment } from '@counterfoil/invariants/deployment'
import type { NotifyAccount } from '@counterfoil/issuer/adapters/notify/govuk-notify'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import type { CouncilClient } from '@counterfoil/issuer/domain/council-client'
import { watch } from '../support/watched.ts'
import { startKillableIssuer, type KillableIssuer } from './killable-issuer.ts'
import { markers } from './marked-person.ts'
import { realDeployment } from './real-network.ts'

/** An issuer that dies and is started again on what it left, and whoever looks on. */
export interface KillScene {
  /** The one that runs, or a new one where none does. */
  alive(): Promise<KillableIssuer>
  /** The one that runs dies at a step that this leads to; what it leaves is looked at before another is started. */
  dies(step: string, during: () => Promise<unknown>): Promise<void>
  /** The same where the answer still leaves. */
  diesAfter<Answer>(step: string, during: () => Promise<Answer>): Promise<Answer>
  /** As `kill -9` does, now. */
  kill(): Promise<void>
  /** Lets time pass for the issuer, in no time. */
  pass(seconds: number): Promise<void>
  /** The issuer's time. */
  readonly now: () => number
  rows<Row>(sql: string, ...values: readonly string[]): Promise<Row[]>
  look(): Promise<void>
  /** What was answered with success, noted outside the process: none of it may be gone after a kill. */
  readonly acknowledged: Acknowledged[]
  /** Looks a last time, while what is around it still runs. */
  end(): Promise<void>
}

export interface ToKill {
  readonly folder: string
  readonly config: IssuerConfig & { readonly notifyAccounts?: readonly (readonly [string, NotifyAccount])[]; readonly councilSystems?: readonly CouncilClient[] }
  readonly port: number
  /** Where no fact of a person may stand; the council's own record is the one file that may hold one. */
  readonly searched?: Deployment['searched']
}

export function openKillScene({ folder, config, port, searched = ['issuer.sqlite', 'issuer.sqlite-wal', 'ledger'].map((name) => join(folder, name)) }: ToKill): KillScene {
  const configFile = join(folder, 'config.json')
  writeFileSync(configFile, JSON.stringify(config))
  const acknowledged: Acknowledged[] = []
  let running: KillableIssuer | null = null
  let ahead = 0
  const now = (): number => Math.floor(Date.now() / 1000) + ahead
  // Lists can't be fetched from an issuer that was killed.
  const watched = watch({ deployment: () => realDeployment(folder, config, { now: now(), grace: 60, markers, searched, acknowledged: [...acknowledged] }), unseen: ['INV-05', 'INV-07', 'INV-08'] })
  const alive = async (): Promise<KillableIssuer> => (running ??= await startKillableIssuer(configFile, port, ahead))
  const isGone = async (process: KillableIssuer): Promise<void> => {
    await process.gone
    running = null
    await watched.look()
  }
  const kill = async (): Promise<void> => {
    running?.child.kill('SIGKILL')
    await running?.gone
    running = null
  }
  const doomed = async (step: string): Promise<KillableIssuer> => {
    const process = await alive()
    await process.ask(`die-at ${step}`)
    return process
  }
  return {
    alive,
    dies: async (step, during) => {
      const process = await doomed(step)
      await expect(during()).rejects.toThrow(/fetch failed|the issuer ended/)
      await isGone(process)
    },
    diesAfter: async (step, during) => {
      const process = await doomed(step)
      const answer = await during()
      await isGone(process)
      return answer
    },
    kill,
    pass: async (seconds) => {
      ahead += seconds
      await running?.ask(`ahead ${ahead}`)
    },
    now,
    rows: <Row>(sql: string, ...values: readonly string[]) =>
      new Promise<Row[]>((resolve, reject) => {
        const database = new sqlite3.Database(join(folder, 'issuer.sqlite'))
        database.all<Row>(sql, values, (error, found) => database.close(() => (error === null ? resolve(found) : reject(error))))
      }),
    look: () => watched.look(),
    acknowledged,
    end: async () => {
      await kill()
      await watched.end()
    },
  }
}
