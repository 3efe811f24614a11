import { describe, expect, it } from 'vitest'
import { changedGlobals, lookAtGlobals } from './globals.ts'

/** Does something to what everybody shares, looks, and puts it right. */
function changedBy(spoil: () => void, mend: () => void): string[] {
  const before = lookAtGlobals()
  spoil()
  const after = lookAtGlobals()
  mend()
  return changedGlobals(before, after)
}

const prototype = Object.prototype as unknown as Record<string, unknown>
const arrays = Array.prototype as unknown as Record<string, unknown>

describe('INV-19: the look at globals finds', () => {
  it('nothing where nothing was done', () => {
    expect(changedBy(() => {}, () => {})).toEqual([])
  })

  it('a polluted prototype', () => {
    expect(changedBy(() => void (prototype['admin'] = true), () => void delete prototype['admin'])).toEqual(['Object.prototype: admin'])
  })

  it('a method that was replaced', () => {
    const { includes } = arrays
    expect(changedBy(() => void (arrays['includes'] = () => true), () => void (arrays['includes'] = includes))).toEqual(['Array.prototype: includes'])
  })

  it('a global that was replaced and not put back', () => {
    const { fetch } = globalThis
    expect(changedBy(() => void (globalThis.fetch = () => Promise.reject(new Error('no'))), () => void (globalThis.fetch = fetch))).toEqual(['globals: fetch'])
  })
})
