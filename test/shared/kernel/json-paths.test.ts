import { describe, expect, it } from 'vitest'
import { withoutPath, withPath } from '@counterfoil/shared/kernel/json-paths'

const metadata = { name: 'x', configurations: { a: { scope: 'a', display: [{ logo: 1, name: 'A' }, { name: 'B' }] }, b: { scope: 'b' } } }

describe('a path', () => {
  it.each([
    ['name', { configurations: metadata.configurations }],
    ['configurations.*.scope', { name: 'x', configurations: { a: { display: metadata.configurations.a.display }, b: {} } }],
    ['configurations.a.display.*.logo', { name: 'x', configurations: { a: { scope: 'a', display: [{ name: 'A' }, { name: 'B' }] }, b: { scope: 'b' } } }],
    ['nothing.of.this', metadata],
    ['name.scope', metadata],
  ])('%s is left out, and nothing else', (path, left) => {
    const before = structuredClone(metadata)
    expect(withoutPath(metadata, path)).toEqual(left)
    expect(metadata).toEqual(before)
  })

  it('is set where something stands, and nowhere else', () => {
    expect(withPath(metadata, 'configurations.*.display', [])).toEqual({ name: 'x', configurations: { a: { scope: 'a', display: [] }, b: { scope: 'b' } } })
  })
})
