import { describe, expect, it } from 'vitest'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { isAllowed, reasonOf, statusChanges, validityDates, type StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import { stateAt, type OfferId, type OfferState, type PersonHandle } from '@counterfoil/issuer/domain/credential-offer'
import { statusChangeWords } from '@counterfoil/issuer/pages/words/statuses'
import { offerWords } from '@counterfoil/issuer/pages/words/offers'
import { staffWelshToReview } from '@counterfoil/issuer/pages/words/welsh-to-review'

describe('the status of a counterfoil', () => {
  it.each<readonly [StatusChange, 0 | 1 | 2, boolean]>([
    ['suspend', 0, true], ['suspend', 1, false], ['suspend', 2, false],
    ['reinstate', 0, false], ['reinstate', 1, false], ['reinstate', 2, true],
    ['revoke', 0, true], ['revoke', 1, false], ['revoke', 2, true],
  ])('%s from %s: %s', (change, status, allowed) => {
    expect(isAllowed(change, status)).toBe(allowed)
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

describe('the state of an offer', () => {
  const offer = (state: OfferState) => ({ id: 'o' as OfferId, typeId: 'residency', person: 'p' as PersonHandle, state, madeAt: epochSeconds(0), expiresAt: epochSeconds(100) })
  it.each<readonly [OfferState, number, OfferState]>([
    ['offered', 99, 'offered'], ['offered', 100, 'expired'], ['redeeming', 100, 'expired'], ['redeemed', 100, 'redeemed'],
    ['issued', 100, 'issued'], ['locked', 100, 'locked'], ['withdrawn', 100, 'withdrawn'],
  ])('%s at %s is %s', (state, now, seen) => {
    expect(stateAt(offer(state), epochSeconds(now))).toBe(seen)
  })

  it('has words for each state', () => {
    for (const state of ['offered', 'redeeming', 'redeemed', 'issued', 'locked', 'withdrawn', 'expired'] as const) expect(offerWords.cy.states[state].label).not.toBe('')
  })
})

describe('the Welsh of staff pages', () => {
  it('is listed for a translator, and says nothing in English', () => {
    const unreviewed = staffWelshToReview()
    expect(unreviewed.length).toBeGreaterThan(60)
    expect(unreviewed.filter(({ en, cy }) => en === cy && en !== 'Person')).toEqual([])
  })
})
