import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
// @ts-expect-error the build script is plain JavaScript, run by Node before anything is compiled
import { buildEmbed as build } from '../../packages/embed/build.mjs'
import { filesBelow, textOf } from '../support/source-files.ts'

describe('the built script', () => {
  let code = ''
  beforeAll(async () => {
    code = await (build as (options: { write: boolean }) => Promise<string>)({ write: false })
  }, 30_000)

  it('is one module of at most 15 kB gzip, without any import', () => {
    const size = gzipSync(code, { level: 9 }).length
    console.info(`counterfoil-prefill.js: ${code.length} bytes, ${size} with gzip, of 15,000`)
    expect(size).toBeLessThanOrEqual(15_000)
    expect(code).not.toMatch(/\bimport\s*[({'"]|\bfrom\s*['"]/)
  })

  it('uses nothing that a strict policy or Trusted Types forbids, no cookie, local storage for one word alone, and speaks to no other window (EMB-02, EMB-05, EMB-09, EMB-11)', () => {
    expect(code).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b|setAttribute\(["']style|document\.cookie|postMessage|window\.open|\bopener\b/)
    expect(code.match(/localStorage/g)).toHaveLength(2)
  })
})

describe('its sources', () => {
  it('depend on nothing', () => {
    // What tells a server where the built files lie is no part of the script.
    const files = filesBelow('packages/embed/src', ['.ts']).filter((file) => !file.endsWith('/built-files.ts'))
    const imports = files.flatMap((file) => [...textOf(file).matchAll(/from '([^']+)'/g)].map(([, name]) => `${file} ${name}`))
    expect(imports.filter((line) => !/ \.{1,2}\//.test(line))).toEqual([])
  })
})
