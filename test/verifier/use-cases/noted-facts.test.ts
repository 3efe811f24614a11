import { describe, expect, it } from 'vitest'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { checkNames, type Check } from '@counterfoil/shared/verification/verdict'
import type { FactLimits, IssuerFacts } from '@counterfoil/verifier/ports'
import { NotedFacts } from '@counterfoil/verifier/use-cases/noted-facts'

const now = 1_800_000_000
const limits: FactLimits = { key: seconds(100), accreditation: seconds(200), status: seconds(300) }
const issuer = { did: 'did:ethr:0x1:0x2', key: 'key', issuerNames: [], authorityName: null }
type Ages = Record<'key' | 'accreditation' | 'status', number>

const factsOf = (ages: Ages): IssuerFacts<string> => ({
  issuerKey: () => ({ value: issuer, observedAt: epochSeconds(now - ages.key), block: 7 }),
  certifiesKey: () => true,
  accreditation: () => ({ value: true, observedAt: epochSeconds(now - ages.accreditation), block: 9 }),
  status: async () => ({ value: { value: 0, listIssuedAt: 5 }, observedAt: epochSeconds(now - ages.status) }),
})
const noted = (ages: Partial<Ages>) => new NotedFacts(factsOf({ key: 0, accreditation: 0, status: 0, ...ages }), limits, fixedClock(now))
const codeOf = async (ask: () => unknown): Promise<string> => {
  try {
    await ask()
    return 'used'
  } catch (error) {
    return error instanceof Refusal ? error.code : 'a fault'
  }
}
const passed: readonly Check[] = checkNames.map((name) => ({ name, result: 'passed' }))

describe('a fact', () => {
  it.each([
    ['a key', { key: 100 }, { key: 101 }, (facts: NotedFacts<string>) => facts.verbs().issuerKey('kid'), 'ledger_unavailable'],
    ['an accreditation', { accreditation: 200 }, { accreditation: 201 }, (facts: NotedFacts<string>) => facts.verbs().isAccredited('did', 'vct'), 'ledger_unavailable'],
    ['a status', { status: 300 }, { status: 301 }, (facts: NotedFacts<string>) => facts.verbs().status('uri', 1, issuer), 'status_unavailable'],
  ] as const)('that is %s decides within its own limit; past it nobody can tell', async (_, within, past, ask, code) => {
    expect(await codeOf(() => ask(noted(within)))).toBe('used')
    expect(await codeOf(() => ask(noted(past)))).toBe(code)
  })

  it.each(['key', 'accreditation', 'status'] as const)('of the future decides nothing: %s', async (kind) => {
    const facts = noted({ [kind]: -1 })
    const { issuerKey, isAccredited, status } = facts.verbs()
    const ask = { key: () => issuerKey('kid'), accreditation: () => isAccredited('did', 'vct'), status: () => status('uri', 1, issuer) }[kind]
    expect(await codeOf(ask)).toMatch(/unavailable/)
  })

  it('says how old it was, in the check that it decided, and of which block', async () => {
    const facts = noted({ key: 3, accreditation: 20, status: 250 })
    const { issuerKey, isAccredited, status } = facts.verbs()
    await Promise.all([issuerKey('kid'), isAccredited('did', 'vct'), status('uri', 1, issuer)].map(async (each) => each))
    expect(facts.withAges(passed).filter(({ factAge }) => factAge !== undefined)).toEqual([
      { name: 'issuer key', result: 'passed', factAge: 3 },
      { name: 'accreditation', result: 'passed', factAge: 20 },
      { name: 'status', result: 'passed', factAge: 250 },
    ])
    expect(facts.used()).toEqual({ issuerKid: 'kid', issuerKeyAt: now - 3, issuerKeyBlock: 7, accreditationAt: now - 20, accreditationBlock: 9, statusAt: now - 250, statusList: { uri: 'uri', issuedAt: 5 } })
  })

  it('is not told of a check that was not reached', () => {
    expect(noted({}).withAges(passed)).toEqual(passed)
  })
})
