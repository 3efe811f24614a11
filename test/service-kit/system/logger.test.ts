import { describe, expect, it } from 'vitest'
import { createLogger } from '@counterfoil/service-kit/system/logger'

function logged(error: unknown): { readonly text: string; readonly err: { readonly type: string; readonly code?: string; readonly stack: string[] } } {
  let text = ''
  createLogger('test', { write: (line) => void (text += line) }).error({ err: error }, 'failed')
  return { text, ...(JSON.parse(text) as { err: { type: string; code?: string; stack: string[] } }) }
}

describe('a logged error', () => {
  it('tells its kind, its code and where it came from', () => {
    const { err } = logged(Object.assign(new TypeError('words'), { code: 'SQLITE_BUSY' }))
    expect(err).toMatchObject({ type: 'TypeError', code: 'SQLITE_BUSY' })
    expect(err.stack[0]).toContain('logger.test.ts')
  })

  it.each([
    ['its message', () => new Error('canary-7f3a')],
    ['a message that looks like a stack', () => new Error('no\n    at canary-7f3a (file:1:1)')],
    ['members of its own', () => Object.assign(new Error('no'), { parameters: ['canary-7f3a'], query: 'canary-7f3a' })],
    ['its cause', () => new Error('no', { cause: new Error('canary-7f3a') })],
    ['the traces of a database driver', () => {
      const error = new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed')
      error.stack += `\n--> in Database#run('INSERT INTO marks VALUES (?)', [ 'canary-7f3a' ])`
      return error
    }],
  ])('tells nothing of %s', (_what, make) => {
    expect(logged(make()).text).not.toContain('canary-7f3a')
  })
})
