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

  it('reads for whom lists are to be signed', () => {
    expect(readArguments(['accredit', 'dunmere', '--to', 'list', '--for', 'elmsworth', '--until', '2027-12-31'])).toMatchObject({ subject: 'dunmere', kind: 'list', listsOf: 'elmsworth', vct: '' })
  })

  it.each([
    ['an unknown command', ['destroy', 'aldermoor'], 'There is no command "destroy"'],
    ['nobody named', ['show'], 'show of what?'],
    ['several things missing, all at once', ['accredit'], '--to is missing.\n--type is missing.\n--until is missing.\naccredit of what?'],
    ['nobody to sign lists for', ['withdraw', 'aldermoor', '--to', 'list', '--type', vct], '--for is missing.'],
    ['a day that is none', ['accredit', 'aldermoor', '--to', 'issue', '--type', vct, '--until', 'soon'], '--until takes a date'],
    ['something else than issue or request', ['withdraw', 'aldermoor', '--to', 'everything', '--type', vct], '--to takes issue, request or list.'],
    ['a role that signs nothing', ['rotate', 'aldermoor', '--role', 'gas'], '--role takes credential, status or request.'],
    ['an overlap that is no time', ['rotate', 'aldermoor', '--role', 'status', '--overlap', '-1h'], "'--overlap'"],
    ['an overlap in words', ['rotate', 'aldermoor', '--role', 'status', '--overlap', 'soon'], '--overlap takes seconds'],
    ['a controller key that is no address', ['hand-over', 'aldermoor', '--from', '0x12'], '--from takes an address'],
    ['one authority and all that is due', ['rotate', 'aldermoor', '--due'], 'rotate takes no authority here.'],
    ['an unknown option', ['show', 'aldermoor', '--force'], '--force'],
  ])('refuses %s in a sentence', (_, given, words) => {
    expect(() => readArguments(given)).toThrow(words)
  })

  it('takes the rules of rotation from the environment, and an overlap of its own', () => {
    const env = { KEY_ROTATION_DAYS: '90', KEY_OVERLAP_SECONDS: '120' }
    expect(readArguments(['rotate', '--due'], env)).toMatchObject({ due: true, age: 90 * 86_400, overlap: 120 })
    expect(readArguments(['rotate', 'aldermoor', '--role', 'request', '--overlap', '5'], env)).toMatchObject({ role: 'request', kid: null, overlap: 5 })
    expect(() => readArguments(['rotate', '--due'], { KEY_ROTATION_DAYS: 'often' })).toThrow('KEY_ROTATION_DAYS')
  })

  it('shows how it is used when nothing is asked', () => {
    expect(readArguments([]).help).toBe(true)
  })
})
