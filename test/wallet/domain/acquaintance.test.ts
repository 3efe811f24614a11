import { describe, expect, it } from 'vitest'
import { acquaintanceWith, type Asking } from '@counterfoil/wallet/domain/acquaintance'
import type { Activity } from '@counterfoil/wallet/domain/activity'

const words = (text: string) => ({ en: text, cy: text })
const names = (...texts: string[]) => texts.map(words)
const asker = (did = 'did:example:aldermoor') => ({ did, contact: null, privacyNotice: null })

const asking: Asking = { did: 'did:example:aldermoor', isListed: true, who: words('Aldermoor'), form: words('Badge'), asked: names('First name', 'Postcode'), why: words('To give a badge') }
const shared = (changes: Partial<Activity> = {}): Activity => ({ id: '1', at: 5, kind: 'shared', who: words('Aldermoor'), what: words('Badge'), claims: names('First name'), asker: asker(), asked: names('First name', 'Postcode'), why: words('To give a badge'), ...changes })

describe('whoever asks', () => {
  it.each<[string, readonly Activity[]]>([
    ['nothing was ever shared', []],
    ['something was collected from them', [shared({ kind: 'received' })]],
    ['they were told no', [shared({ kind: 'declined' })]],
    ['something was shared with somebody else of their name', [shared({ asker: asker('did:example:other') })]],
  ])('is new when %s', (_what, record) => {
    expect(acquaintanceWith(record, asking)).toEqual({ is: 'new' })
  })

  it('is new who only has the name of somebody that an earlier version wrote down', () => {
    const { asker: _asker, ...earlier } = shared()
    expect(acquaintanceWith([earlier], { ...asking, did: 'x509_hash:x', isListed: false })).toEqual({ is: 'new' })
  })

  it('is known, but not their form, when another form of theirs was filled', () => {
    expect(acquaintanceWith([shared({ what: words('Permit'), at: 9 })], asking)).toEqual({ is: 'new_form', lastAt: 9 })
  })

  it.each<[string, Partial<Activity>, readonly string[]]>([
    ['the same as last time', {}, []],
    ['less than last time', { asked: names('First name', 'Postcode', 'Date of birth') }, []],
    ['more than last time', { asked: names('First name') }, ['Postcode']],
    ['what was refused by the form last time', { kind: 'refused' }, []],
    ['more than an earlier version wrote down', { asker: undefined, asked: undefined } as unknown as Partial<Activity>, ['Postcode']],
  ])('who asks for %s is told so by names', (_what, changes, more) => {
    expect(acquaintanceWith([shared(changes)], asking)).toEqual({ is: 'known', lastAt: 5, more: names(...more), why: 'same' })
  })

  it.each<[string, Partial<Activity>, 'changed' | null]>([
    ['for another purpose', { why: words('To sell things') }, 'changed'],
    ['for another purpose in Welsh alone', { why: { en: 'To give a badge', cy: 'I werthu pethau' } }, 'changed'],
    ['for a purpose, having stated none', { why: null }, 'changed'],
    ['after an earlier version wrote no purpose down', { why: undefined } as unknown as Partial<Activity>, null],
  ])('who asks for the same facts %s isn\'t said to ask for the same', (_what, changes, why) => {
    expect(acquaintanceWith([shared(changes)], asking)).toEqual({ is: 'known', lastAt: 5, more: [], why })
  })

  it('is compared with the last time alone', () => {
    const record = [shared({ at: 1 }), shared({ at: 3, asked: names('First name') }), shared({ at: 2 })]
    expect(acquaintanceWith(record, asking)).toEqual({ is: 'known', lastAt: 3, more: names('Postcode'), why: 'same' })
  })
})
