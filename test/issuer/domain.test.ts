import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { type CouncilReference, type PersonRecord, claimsFromRecord, concerns, isRecordOf, onlyRecordOf, recordsOf, shownOf, theOneOf } from '@counterfoil/issuer/domain/council-record'
import { isAllowed, isKindOf, reasonOf, renewableFrom, statusChanges, validityDates, type Counterfoil, type StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import { stateAt, type OfferId, type OfferState, type PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { endOf } from '@counterfoil/issuer/domain/last-day'
import { statusChangeWords } from '@counterfoil/issuer/pages/words/statuses'
import { offerWords } from '@counterfoil/issuer/pages/words/offers'
import { staffWelshToReview } from '@counterfoil/issuer/pages/words/welsh-to-review'
import { typeOf } from '../support/catalogue.ts'

describe('the status of a counterfoil', () => {
  it.each<readonly [StatusChange, 0 | 1 | 2, boolean]>([
    ['suspend', 0, true], ['suspend', 1, false], ['suspend', 2, false],
    ['reinstate', 0, false], ['reinstate', 1, false], ['reinstate', 2, true],
    ['revoke', 0, true], ['revoke', 1, false], ['revoke', 2, true],
  ])('%s from %s: %s', (change, status, allowed) => {
    expect(isAllowed(change, status)).toBe(allowed)
  })

  it('is suspended and reinstated only where the type knows suspension', () => {
    expect((['suspend', 'reinstate', 'revoke'] as const).map((change) => isKindOf(change, ['revocation']))).toEqual([false, false, true])
    expect((['suspend', 'reinstate', 'revoke'] as const).map((change) => isKindOf(change, ['revocation', 'suspension']))).toEqual([true, true, true])
  })

  it('takes only reasons of its own change', () => {
    expect(reasonOf('revoke', 'moved_away')).toBe('moved_away')
    for (const reason of ['record_check', '', 'toString', '__proto__', null, ['moved_away']]) expect(reasonOf('revoke', reason)).toBeNull()
  })

  it('has words for every reason in both languages', () => {
    for (const language of ['en', 'cy'] as const) {
      for (const change of ['suspend', 'reinstate', 'revoke'] as const) expect(Object.keys(statusChangeWords[language].changes[change].reasons)).toEqual([...statusChanges[change].reasons])
    }
  })
})

describe('the dates of a credential', () => {
  it('are whole days, and the last is as many days on as the type says', () => {
    const { issuedAt, expiresAt } = validityDates(epochSeconds(1_764_012_345), 365)
    expect(issuedAt % 86_400).toBe(0)
    expect(issuedAt).toBeLessThanOrEqual(1_764_012_345)
    expect(expiresAt - issuedAt).toBe(365 * 86_400)
  })
})

describe('the last day of a credential', () => {
  const renewal = { opensDaysBefore: 30 }
  const type = { endsOn: ['award', 'ends_on'], renewal }
  const early = epochSeconds(1_764_000_000)
  const at = (text: string) => epochSeconds(Date.parse(text) / 1000)

  it('is over when the day that its record names is', () => {
    expect(endOf(type, { award: { ends_on: '2028-02-29' } }, early)).toBe(at('2028-03-01T00:00:00Z'))
  })

  it('is nobody else\'s to say when the record does not', () => {
    for (const claims of [{}, { award: {} }, { award: { ends_on: '2027-02-29' } }, { award: '2028-02-29' }]) expect(endOf(type, claims, early)).toBeNull()
    expect(endOf({ renewal }, { ends_on: '2028-02-29' }, early)).toBeNull()
  })

  it('comes first only when it is the earlier', () => {
    const now = at('2026-01-01T10:00:00Z')
    expect(validityDates(now, 365, at('2026-02-01T00:00:00Z')).expiresAt).toBe(at('2026-02-01T00:00:00Z'))
    expect(validityDates(now, 365, at('2029-01-01T00:00:00Z')).expiresAt).toBe(at('2027-01-01T00:00:00Z'))
  })

  it('lets a new one be offered some days before, and never before it was issued', () => {
    const counterfoil = { issuedAt: at('2026-01-01T00:00:00Z'), expiresAt: at('2026-02-01T00:00:00Z') } as Counterfoil
    expect(renewableFrom(counterfoil, { renewal: { opensDaysBefore: 10 } })).toBe(at('2026-01-22T00:00:00Z'))
    expect(renewableFrom(counterfoil, { renewal: { opensDaysBefore: 99 } })).toBe(counterfoil.issuedAt)
  })
})

describe('what a record says of a type', () => {
  const person = (fields: Readonly<Record<string, string>>): PersonRecord => ({ reference: 'AL-1' as CouncilReference, fields: new Map(Object.entries(fields)) })
  const pass = typeOf('travel-pass')
  const holder = { given_name: 'Ada', family_name: 'Hill', travel_pass_number: '633597001234567890', travel_pass_kind: 'older', travel_pass_companion: 'yes', travel_pass_expires_on: '2030-01-01' }
  const now = epochSeconds(1_764_000_000)

  it('becomes claims by the field that each takes, of the kind that the schema wants', () => {
    expect(claimsFromRecord(pass, person(holder), now)).toEqual({ claims: { given_name: 'Ada', family_name: 'Hill', pass_number: '633597001234567890', pass_kind: 'older', companion: true, expires_on: '2030-01-01' } })
    const { claims } = claimsFromRecord(typeOf('resident-parking'), person({ parking_permits: '2' }), now) as { claims?: unknown; problems?: unknown }
    expect(claims).toBeUndefined()
  })

  it.each([
    ['is missing', { travel_pass_number: ' ' }, 'pass_number', 'missing'],
    ['is no listed word', { travel_pass_kind: 'young' }, 'pass_kind', 'not_listed'],
    ['is neither yes nor no', { travel_pass_companion: 'perhaps' }, 'companion', 'wrong_type'],
    ['is not written as it should be', { travel_pass_number: '12' }, 'pass_number', 'wrong_form'],
    ['has passed', { travel_pass_expires_on: '2020-01-01' }, 'expires_on', 'ended'],
    ['is no day', { travel_pass_expires_on: '2030-02-30' }, 'expires_on', 'no_such_date'],
  ])('stops the offer when a claim %s', (_row, change, claim, problem) => {
    expect(claimsFromRecord(pass, person({ ...holder, ...change }), now)).toEqual({ problems: [{ path: [claim], problem }] })
  })

  it('never takes the name of one person for another', () => {
    const parent = person({ given_name: 'Ada', family_name: 'Hill', birth_date: '1980-01-01', represented_role: 'parent', represented_scope: 'education', represented_from: '2025-01-01', represented_until: '2031-01-01' })
    const read = claimsFromRecord(typeOf('representation'), parent, now)
    expect(read).toEqual({ problems: ['given_name', 'family_name', 'birth_date'].map((name) => ({ path: ['represented', name], problem: 'missing' })) })
  })

  describe('of a type of which somebody may have several', () => {
    const representation = typeOf('representation')
    const parent = { given_name: 'Ada', family_name: 'Hill', birth_date: '1980-01-01', represented_until: '2031-01-01' }
    const child = (name: string, changes: object = {}) => ({ representation_reference: `R-${name}`, represented_role: 'parent', represented_given_name: name, represented_family_name: 'Hill', represented_birth_date: '2015-05-05', represented_scope: 'education', represented_from: '2025-01-01', represented_until: '2032-02-02', ...changes })
    const listing = (...entries: readonly unknown[]) => person({ ...parent, representations: JSON.stringify(entries) })

    it('reads each with what the person is, tells them apart, and lends nothing of one to another', () => {
      const records = recordsOf(representation, listing(child('Sam'), child('Kit', { represented_until: null })))
      expect(records.map((record) => [record.entry, shownOf(representation, record)])).toEqual([['R-Sam', 'Sam Hill'], ['R-Kit', 'Kit Hill']])
      const [sam, kit] = records.map((record) => claimsFromRecord(representation, record, now))
      expect(sam).toMatchObject({ claims: { given_name: 'Ada', represented: { given_name: 'Sam' }, acts_until: '2032-02-02' } })
      expect(kit).toEqual({ problems: [{ path: ['acts_until'], problem: 'missing' }] })
    })

    it('reads none of an empty list, none that says nothing of the type, and the person\'s own where nothing is listed', () => {
      expect(recordsOf(representation, listing())).toEqual([])
      expect(recordsOf(representation, listing(child('Sam', { represented_role: '' })))).toEqual([])
      const own = person({ ...parent, represented_role: 'carer' })
      expect(recordsOf(representation, own)).toEqual([own])
      expect([isRecordOf(representation, own), isRecordOf(representation, listing(child('Sam')))]).toEqual([true, false])
    })

    it.each([
      ['no list', '{}'],
      ['no JSON', '[{'],
      ['a list of something else', '["R-1"]'],
      ['one without its reference', JSON.stringify([child('Sam', { representation_reference: ' ' })])],
      ['two of one reference', JSON.stringify([child('Sam'), child('Sam')])],
      ['one with a list within', JSON.stringify([child('Sam', { represented_scope: [] })])],
      ['more than anybody has', JSON.stringify(Array.from({ length: 51 }, (_, number) => child(`n${number}`)))],
      ['a member twice', '[{"representation_reference":"R-1","representation_reference":"R-2"}]'],
    ])('can\'t use %s: it supports no claims, says so, and nobody can tell which is meant', (_row, representations) => {
      const whose = person({ ...parent, representations, travel_pass_number: 'CP-123456', travel_pass_category: 'older' })
      const records = recordsOf(representation, whose)
      expect(records.map((record) => claimsFromRecord(representation, record, now))).toEqual([{ problems: [{ path: ['representations'], problem: 'no_list' }] }])
      expect([onlyRecordOf(representation, whose)?.entry, records.map((record) => isRecordOf(representation, record))]).toEqual([undefined, [true]])
      expect(() => theOneOf(records, ({ entry }) => entry === 'R-Sam')).toThrow(expect.objectContaining({ code: 'records_unusable' }) as Error)
      // What else the record says is used as ever.
      expect(recordsOf(pass, whose)).toEqual([whose])
    })
  })

  it('concerns nobody whose field is empty', () => {
    expect(concerns(pass, person(holder))).toBe(true)
    expect(concerns(pass, person({ ...holder, travel_pass_number: '' }))).toBe(false)
    expect(concerns(pass, person({}))).toBe(false)
  })

  it('asks for whole numbers within their limits', () => {
    const permits = (parking_permits: string): unknown => {
      const read = claimsFromRecord(typeOf('resident-parking'), person({ parking_permits }), now)
      return 'problems' in read ? read.problems.filter(({ path }) => path[0] === 'most_permits').map(({ problem }) => problem) : []
    }
    expect([permits('2'), permits('2.5'), permits('21'), permits('-1'), permits('two')]).toEqual([[], ['wrong_type'], ['out_of_range'], ['out_of_range'], ['wrong_type']])
  })
})

describe('the state of an offer', () => {
  const offer = (state: OfferState, isDeferred = false) => ({ isDeferred, id: 'o' as OfferId, typeId: 'residency', person: 'p' as PersonHandle, record: null, state, madeAt: epochSeconds(0), expiresAt: epochSeconds(100) })
  it.each<readonly [OfferState, number, OfferState]>([
    ['offered', 99, 'offered'], ['offered', 100, 'expired'], ['redeeming', 100, 'expired'], ['redeemed', 100, 'redeemed'],
    ['issued', 100, 'issued'], ['locked', 100, 'locked'], ['withdrawn', 100, 'withdrawn'],
  ])('%s at %s is %s', (state, now, seen) => {
    expect(stateAt(offer(state), epochSeconds(now))).toBe(seen)
  })

  it('shows that a wallet waits, until it has collected or nothing comes of it', () => {
    const states = ['redeemed', 'issued', 'withdrawn', 'expired'] as const
    expect(states.map((state) => stateAt(offer(state, true), epochSeconds(0)))).toEqual(['deferred', 'issued', 'withdrawn', 'expired'])
  })

  it('has words for each state', () => {
    for (const state of ['offered', 'redeeming', 'redeemed', 'deferred', 'issued', 'locked', 'withdrawn', 'expired'] as const) expect(offerWords.cy.states[state].label).not.toBe('')
  })
})

describe('the Welsh of staff pages', () => {
  it('is listed for a translator, and says nothing in English', () => {
    const unreviewed = staffWelshToReview()
    expect(unreviewed.length).toBeGreaterThan(60)
    // Some only put together what they are given, and "Person" is Welsh, too.
    expect(unreviewed.filter(({ en, cy }) => en === cy && en !== 'Person' && /\p{L}/u.test(en))).toEqual([])
  })
})
