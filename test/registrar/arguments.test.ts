import { describe, expect, it } from 'vitest'
import { readArguments } from '@counterfoil/registrar/arguments'

const vct = 'https://types.example/residency/1'

describe('the command line of the registrar', () => {
  it('reads an accreditation with its end', () => {
    expect(readArguments(['--', 'accredit', 'aldermoor', '--to', 'request', '--type', vct, '--until', '2027-12-31'])).toMatchObject({
      command: 'accredit',
      subject: 'aldermoor',
      kind: 'request',
      vct,
      until: Date.UTC(2027, 11, 31, 12) / 1000,
      yes: false,
      data: '.data',
    })
  })

  it.each([
    ['an unknown command', ['destroy', 'aldermoor'], 'There is no command "destroy"'],
    ['nobody named', ['show'], 'show of what?'],
    ['several things missing, all at once', ['accredit'], '--to is missing.\n--type is missing.\n--until is missing.\naccredit of what?'],
    ['a day that is none', ['accredit', 'aldermoor', '--to', 'issue', '--type', vct, '--until', 'soon'], '--until takes a date'],
    ['something else than issue or request', ['withdraw', 'aldermoor', '--to', 'everything', '--type', vct], '--to takes issue or request.'],
    ['an unknown option', ['show', 'aldermoor', '--force'], '--force'],
  ])('refuses %s in a sentence', (_, given, words) => {
    expect(() => readArguments(given)).toThrow(words)
  })

  it('shows how it is used when nothing is asked', () => {
    expect(readArguments([]).help).toBe(true)
  })
})
