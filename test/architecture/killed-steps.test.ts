import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-files.ts'

/** Where `kill -9` can be made to strike. @see packages/service-kit/src/system/steps.ts */
const steps = new Set(filesBelow('services/issuer/src', ['.ts']).flatMap((path) => [...textOf(path).matchAll(/\bstep\('([^']+)'\)/g)].map(([, name]) => name ?? '')))
const tests = filesBelow('test/issuer', ['.ts']).filter((path) => /\/kill-?[^/]*\.test\.ts$/.test(path) || path.endsWith('/stage-process.ts'))
const named = new Set(tests.flatMap((path) => [...textOf(path).matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, name]) => name ?? '')))

describe('the steps of the issuer', () => {
  it('are each the place of a kill in some test', () => {
    expect(steps.size).toBeGreaterThan(25)
    expect([...steps].filter((step) => !named.has(step))).toEqual([])
  })
})
