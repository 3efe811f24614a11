import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { until } from './until.ts'

const debian = '/usr/lib/postgresql'
const places = [...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []), '/usr/local/bin', '/opt/homebrew/bin']

/** Where PostgreSQL's programs lie; null where it isn't installed, and then its tests are counted as not run. */
export const postgresPrograms = places.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null

/** PostgreSQL refuses to run as root: then its own user runs it. */
const runAs = (): { readonly uid: number; readonly gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  const number = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

export interface Postgres {
  /** Of the superuser. */
  readonly url: string
  /** The address for another role. */
  urlOf(role: string): string
  run(sql: string): Promise<void>
  close(): Promise<void>
}

/** A PostgreSQL of its own, in a folder of its own, that is gone afterwards. Its passwords are asked for. */
export async function startPostgres(port: number): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-postgres-'))
  const as = runAs()
  if ('uid' in as) chownSync(folder, as.uid, as.gid)
  const programs = postgresPrograms ?? ''
  const data = join(folder, 'data')
  const quiet = { ...as, cwd: folder, stdio: 'ignore' } as const
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], quiet)
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=localhost', '-c', 'fsync=off'], quiet)
  const urlOf = (role: string): string => `postgres://${role}@localhost:${port}/postgres`
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const run = async (sql: string): Promise<void> => {
    const connection = postgres(urlOf('owner'), { max: 1, onnotice: () => {} })
    try {
      await connection.unsafe(sql)
    } finally {
      await connection.end()
    }
  }
  await until(() => run('SELECT 1').then(() => true, () => false))
  return {
    url: urlOf('owner'),
    urlOf,
    run,
    close: async () => {
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
