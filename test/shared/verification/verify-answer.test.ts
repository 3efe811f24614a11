import { describe, expect, it } from 'vitest'
import type { DcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { verifyAnswer } from '@counterfoil/shared/verification/verify-answer'
import { audience, nonce, ports, present, query, strangerKeys, vct } from '../../support/presentations.ts'

const badge = `${vct}-badge`
const one = query({ id: 'residency' })
const other = query({ id: 'badge', meta: { vct_values: [badge] } })
const good = present()
const goodBadge = present({ payload: { vct: badge } })
const expired = present({ payload: { exp: 1 } })
const forged = present({ issuerKey: strangerKeys.privateKey })

const judge = (asked: DcqlQuery, vpToken: Record<string, string[]>) => verifyAnswer({ query: asked, vpToken, audience, nonce }, ports())
const outcome = async (asked: DcqlQuery, vpToken: Record<string, string[]>): Promise<string[] | string> => {
  const answer = await judge(asked, vpToken)
  return answer.outcome === 'verified' ? [...answer.used].map(([id, verified]) => `${id}:${verified.length}`) : answer.refusal
}

describe('an answer to one credential query', () => {
  const asked = { credentials: [one] }

  it('is accepted with the presentation that passed', async () => {
    expect(await outcome(asked, { residency: [good] })).toEqual(['residency:1'])
  })

  it('is refused for the reason that its presentation was, which stays known', async () => {
    const answer = await judge(asked, { residency: [expired] })
    expect(answer).toMatchObject({ outcome: 'refused', refusal: 'credential_expired', refused: { outcome: 'refused' } })
    expect(answer.verdicts.get('residency')).toHaveLength(1)
  })

  it.each<[string, Record<string, string[]>, string]>([
    ['two presentations where one was asked for', { residency: [good, good] }, 'invalid_format'],
    ['a presentation that nobody asked for', { residency: [good], badge: [goodBadge] }, 'invalid_format'],
    ['a presentation for another query', { badge: [good] }, 'invalid_format'],
    ['a presentation for an inherited name', { toString: [good] }, 'invalid_format'],
    ['nothing', {}, 'credential_missing_data'],
  ])('VPR-40: of %s is refused', async (_what, vpToken, refusal) => {
    expect(await outcome(asked, vpToken)).toBe(refusal)
  })
})

describe('an answer to several credential queries', () => {
  const asked: DcqlQuery = { credentials: [one, other] }

  it('needs them all', async () => {
    expect(await outcome(asked, { residency: [good], badge: [goodBadge] })).toEqual(['residency:1', 'badge:1'])
    expect(await outcome(asked, { residency: [good] })).toBe('credential_missing_data')
    expect(await outcome(asked, { residency: [good], badge: [forged] })).toBe('type_mismatch')
  })

  it('takes no credential of one type for another', async () => {
    expect(await outcome(asked, { residency: [goodBadge], badge: [good] })).toBe('type_mismatch')
  })
})

describe('an answer to credential sets', () => {
  const either: DcqlQuery = { credentials: [one, other], credential_sets: [{ options: [['residency'], ['badge']] }] }
  const niceToHave: DcqlQuery = { credentials: [one, other], credential_sets: [{ options: [['residency']] }, { options: [['badge']], required: false }] }

  it('may be by any option', async () => {
    expect(await outcome(either, { residency: [good] })).toEqual(['residency:1'])
    expect(await outcome(either, { badge: [goodBadge] })).toEqual(['badge:1'])
    expect(await outcome(either, {})).toBe('credential_missing_data')
  })

  it('drops what it does not need: the preferred option is enough', async () => {
    const answer = await judge(either, { residency: [good], badge: [goodBadge] })
    expect(answer.outcome === 'verified' ? [...answer.used.keys()] : null).toEqual(['residency'])
  })

  it('discards a presentation that fails, and goes by the others', async () => {
    expect(await outcome(either, { residency: [forged], badge: [goodBadge] })).toEqual(['badge:1'])
    expect(await outcome(niceToHave, { residency: [good], badge: [forged] })).toEqual(['residency:1'])
    expect(await outcome(niceToHave, { residency: [forged], badge: [goodBadge] })).toBe('credential_invalid')
  })
})

describe('an answer that lacks a required credential', () => {
  const badgeFirst: DcqlQuery = { credentials: [other, one], credential_sets: [{ options: [['residency']] }, { options: [['badge']], required: false }] }
  const expiredBadge = present({ payload: { vct: badge, exp: 1 } })

  it('is refused as incomplete, whatever is wrong with one that it could do without: the wallet can still send it whole', async () => {
    expect(await judge(badgeFirst, { badge: [expiredBadge] })).toMatchObject({ outcome: 'refused', refusal: 'credential_missing_data', detail: 'a required credential is missing', refused: null })
  })

  it('is refused for the required one that failed, be it listed after one that failed, too', async () => {
    expect(await outcome(badgeFirst, { badge: [expiredBadge], residency: [forged] })).toBe('credential_invalid')
  })
})

describe('an answer of several credentials to one query', () => {
  const asked: DcqlQuery = { credentials: [{ ...one, multiple: true }] }

  it('counts those that pass, of which one is enough', async () => {
    expect(await outcome(asked, { residency: [good, expired, good] })).toEqual(['residency:2'])
    expect(await outcome(asked, { residency: [expired, forged] })).toBe('credential_expired')
  })

  it('VPR-23: is judged no further than 32 presentations', async () => {
    expect(await outcome(asked, { residency: Array.from({ length: 33 }, () => good) })).toBe('invalid_format')
  })
})

describe('an answer in a format that is not judged here', () => {
  const inLinkedData = { id: 'badge', format: 'ldp_vc', meta: { type_values: [['x']] } } as const

  it('satisfies nothing, and is no fault of the others', async () => {
    expect(await outcome({ credentials: [inLinkedData] }, { badge: ['x'] })).toBe('credential_missing_data')
    expect(await outcome({ credentials: [one, inLinkedData], credential_sets: [{ options: [['residency']] }, { options: [['badge']], required: false }] }, { residency: [good], badge: ['x'] })).toEqual(['residency:1'])
  })
})

describe('an answer with a representation and the credential of the person represented', () => {
  const acts = `${vct}-representation`
  const person = query({ id: 'residency', claims: [{ path: ['given_name'] }, { path: ['family_name'] }, { path: ['birth_date'] }] })
  const acting = query({ id: 'acting', meta: { vct_values: [acts] }, claims: [['represented'], ['scope'], ['role'], ['acts_from'], ['acts_until']].map((path) => ({ path })) })
  const child = { given_name: 'Mabli', family_name: 'Lee', birth_date: '2019-05-04' }
  const ofChild = present({ signed: [], payload: { ...child } })
  const ofTwin = present({ signed: [], payload: { ...child, given_name: 'Mali' } })
  const representing = (changes: object = {}): string => present({ signed: [], payload: { vct: acts, represented: child, scope: 'education', role: 'parent', acts_from: '2019-05-04', acts_until: '2037-05-03', ...changes } })
  const judged = (vpToken: Record<string, string[]>, scope = 'education') =>
    verifyAnswer({ query: { credentials: [person, acting] }, vpToken, audience, nonce, representation: { representation: 'acting', person: 'residency', scope, on: '2027-01-15' } }, ports())

  it('tells who acts as what', async () => {
    expect(await judged({ residency: [ofChild], acting: [representing()] })).toMatchObject({ outcome: 'verified', actsFor: { role: 'parent', scope: 'education' } })
  })

  it('VPR-40: is refused when both passed every check of their own and do not belong together', async () => {
    expect(await judged({ residency: [ofTwin], acting: [representing()] })).toMatchObject({ outcome: 'refused', refusal: 'subject_mismatch', refused: null })
    expect(await judged({ residency: [ofChild], acting: [representing()] }, 'money')).toMatchObject({ refusal: 'representation_out_of_scope' })
    expect(await judged({ residency: [ofChild], acting: [representing({ acts_until: '2026-12-31' })] })).toMatchObject({ refusal: 'representation_not_current' })
  })

  it('is refused without either', async () => {
    expect(await judged({ residency: [ofChild] })).toMatchObject({ refusal: 'credential_missing_data' })
  })
})
