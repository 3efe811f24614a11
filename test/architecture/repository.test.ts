import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, textOf } from '../support/source-files.ts'

const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')

describe('the repository', () => {
  it('installs exactly one TypeORM, free of CVE-2026-73651', () => {
    const copies = readdirSync(join(root, 'node_modules', '.pnpm')).filter((name) => name.startsWith('typeorm@'))
    expect(copies.map((name) => name.split('_')[0])).toEqual(['typeorm@0.3.31'])
  })

  it('names no registry host in its lock file', () => {
    expect(textOf('pnpm-lock.yaml')).not.toMatch(/https?:\/\//)
  })

  it('tracks no build output, no state and no secret', () => {
    expect(tracked.filter((path) => /(^|\/)(node_modules|dist|lib|\.data)\/|\.sqlite|\.pem$|\.key$/.test(path))).toEqual([])
  })

  it('names no path of the machine it was written on', () => {
    const named = tracked.filter((path) => /\.(ts|tsx|mjs|json|md|yaml|scss|css|html|sh)$|^\.ci\//.test(path) && path !== 'test/architecture/repository.test.ts')
    expect(named.filter((path) => /(^|[\s'"`(])\/(work|root)\//m.test(textOf(path)))).toEqual([])
  })
})
