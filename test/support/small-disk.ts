import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few MiB, where the machine lets a test mount one; null elsewhere. */
export function mountSmallDisk(mebibytes: number): { readonly path: string; remove(): void } | null {
  const path = mkdtempSync(join(tmpdir(), 'counterfoil-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path])
  const remove = (): void => {
    if (status === 0) spawnSync('umount', [path])
    rmSync(path, { recursive: true, force: true })
  }
  if (status === 0) return { path, remove }
  remove()
  return null
}
