import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { WithoutErrorText } from '@counterfoil/verifier/http/drop-error-text'

/** What is left of a form that came in pieces of so many bytes. */
const left = async (form: string, size: number, most = 1000): Promise<string> => {
  const pieces = form.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
  return (await buffer(Readable.from(pieces.map((piece) => Buffer.from(piece, 'latin1'))).pipe(new WithoutErrorText(most)))).toString('latin1')
}

describe('the form of a wallet that declines', () => {
  it.each([
    ['a text at its end', 'error=x&state=s&error_description=no+thank+you', 'error=x&state=s&error_description='],
    ['a text at its beginning', 'error_description=no&error=x&state=s', 'error_description=&error=x&state=s'],
    ['a text twice, so that it is refused still', 'error_description=a&error=x&error_description=b', 'error_description=&error=x&error_description='],
    ['names that begin the same', 'error_descriptions=a&error_descriptio=b&error=c', 'error_descriptions=a&error_descriptio=b&error=c'],
    ['a name without value', 'error_description&error=x', 'error_description&error=x'],
    ['the name as a value', 'state=error_description=x', 'state=error_description=x'],
    ['nothing between its parameters', 'error=x&&&error_description=a&', 'error=x&&&error_description=&'],
    ['no text', 'error=x', 'error=x'],
  ])('with %s is left with all else, however it is cut', async (_what, form, expected) => {
    for (let size = 1; size <= form.length; size += 1) expect(await left(form, size), `pieces of ${size}`).toBe(expected)
  })

  it('may be long by its text alone', async () => {
    expect(await left(`error=x&error_description=${'a'.repeat(100_000)}&state=s`, 4096)).toBe('error=x&error_description=&state=s')
    await expect(left(`error=x&state=${'a'.repeat(1000)}`, 100)).rejects.toMatchObject({ code: 'body_too_large' })
  })
})
