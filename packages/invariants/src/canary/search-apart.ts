import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import type { Search } from './search.ts'

/**
 * Searches in a process of its own: reading a database's file in the process that has it open would drop its locks, as
 * POSIX has it, and let another program write beside it.
 */
export async function searchApart(search: Search): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'search-program.ts')], { stdio: ['pipe', 'pipe', 'inherit'], env: {} })
  const said = text(child.stdout)
  const exit = once(child, 'exit')
  child.stdin.end(JSON.stringify(search))
  const [code] = (await exit) as [number | null]
  if (code !== 0) throw new Error('the search for markers failed')
  return JSON.parse(await said) as string[]
}
