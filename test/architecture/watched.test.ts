import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-files.ts'

/** What opens a store of a service, or lets a process open one. */
const opens = /\b(createIssuer|createVerifier|openOutbox|makeRealNetwork)\(/

describe('integration tests', () => {
  it('that open a service themselves have its invariants watched, by themselves or by the scene that it is killed in', () => {
    const files = filesBelow('test', ['.integration.test.ts']).filter((path) => opens.test(textOf(path)))
    expect(files.length).toBeGreaterThan(3)
    expect(files.filter((path) => !/from '([./]+\/support\/watched|[./]+\/kill-scene)\.ts'/.test(textOf(path)))).toEqual([])
  })

  it('get every other service from a scene or a world that is watched', () => {
    for (const path of ['test/issuer/issuer-scene.ts', 'test/issuer/kill-scene.ts', 'test/verifier/support/world.ts', 'test/journeys/neighbourhood.ts']) expect(textOf(path)).toContain('/support/watched.ts')
  })
})
