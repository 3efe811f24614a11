import { afterAll, describe, expect, it } from 'vitest'
import type { CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { checkNames, type CheckName, type Verdict } from '@counterfoil/shared/verification/verdict'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { badPresentations } from '../../support/bad-presentations.ts'
import { badMdocs, badW3c, boundByCnf, mutationOf, type BadFormat } from '../../support/bad-formats.ts'
import { docType, handover, mdocQuery, presentMdoc } from '../../support/mdoc-presentations.ts'
import { mutants } from '../../support/mutants.ts'
import { audience, issuerDid, nonce, now, ports } from '../../support/presentations.ts'
import { presentW3c, w3cQuery } from '../../support/w3c-presentations.ts'

type Judge = typeof verifyPresentation
const judge = (presentation: string, query: CredentialQuery, also: Partial<BadFormat> = {}, by: Judge = verifyPresentation): Promise<Verdict> =>
  by({ presentation, query, audience, nonce, handover, ...(also.policy === undefined ? {} : { policy: also.policy }) }, ports(also.ports))
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const failed = ({ checks }: Verdict): CheckName | undefined => checks.find(({ result }) => result === 'failed')?.name
const titled = (rows: readonly BadFormat[]) => rows.map((bad) => [bad.row, bad.what, bad.code, bad] as const)

describe('a W3C credential in a JWT', () => {
  it.each([1, 2] as const)('of data model %s is verified by every check, with only what was asked for', async (model) => {
    const verdict = await judge(presentW3c(model), w3cQuery())
    expect(verdict).toMatchObject({ outcome: 'verified', issuer: { did: issuerDid }, vct: 'ResidencyCredential', issuedAt: now - 10, overDisclosed: false })
    expect(verdict.checks.map(({ name, result }) => [name, result])).toEqual(checkNames.map((name) => [name, 'passed']))
    expect(verdict.outcome === 'verified' && plain(verdict.claims)).toEqual({ credentialSubject: { given_name: 'Ann', address: { postcode: 'AL1 2BC' } } })
  })

  it.each([
    ['alone, where nobody asks for holder binding', presentW3c(2, { vp: null }), w3cQuery({ require_cryptographic_holder_binding: false })],
    ['by the address of its type, whose context is fetched from nowhere', presentW3c(2), w3cQuery({ meta: { type_values: [['https://www.w3.org/2018/credentials#VerifiableCredential', 'https://types.example/residency/1#ResidencyCredential']] } })],
    ['whose key is confirmed by cnf', boundByCnf(), w3cQuery()],
    ['for a list of one audience', presentW3c(1, { vp: { payload: { aud: [audience] } } }), w3cQuery()],
  ])('may be presented %s', async (_what, presentation, query) => {
    expect((await judge(presentation, query)).outcome).toBe('verified')
  })

  it('is accredited by the type that was asked for, never by the one that its issuer wrote last', async () => {
    const asked: string[] = []
    const both = presentW3c(2, { credential: { type: ['VerifiableCredential', 'ResidencyCredential', 'LibraryCardCredential'] } })
    await judge(both, w3cQuery(), { ports: { isAccredited: (_did, type) => ({ value: asked.push(type) > 9, observedAt: ports().now }) } })
    expect(asked).toEqual(['ResidencyCredential'])
  })

  it.each(titled(badW3c))('%s: %s is refused as %s', async (_row, _what, code, bad) => {
    const verdict = await judge(bad.presentation, bad.query, bad)
    expect([verdict.outcome, failed(verdict), verdict.outcome === 'refused' && verdict.refusal]).toEqual(['refused', bad.check, code])
  })
})

describe('an mdoc', () => {
  it('is verified by every check, with only what was asked for', async () => {
    const verdict = await judge(presentMdoc(), mdocQuery())
    expect(verdict).toMatchObject({ outcome: 'verified', issuer: { did: issuerDid }, vct: docType, issuedAt: now - 10, overDisclosed: true })
    expect(verdict.checks.map(({ name, result }) => [name, result])).toEqual(checkNames.map((name) => [name, 'passed']))
    expect(verdict.outcome === 'verified' && plain(verdict.claims)).toEqual({ [docType]: { given_name: 'Ann', postcode: 'AL1 2BC' } })
  })

  it('gives a date as its text', async () => {
    const verdict = await judge(presentMdoc(), mdocQuery({ claims: [{ path: [docType, 'birth_date'] }] }))
    expect(verdict.outcome === 'verified' && plain(verdict.claims)).toEqual({ [docType]: { birth_date: '1957-03-09' } })
  })

  it('is bound to no request that nobody describes', async () => {
    expect(await verifyPresentation({ presentation: presentMdoc(), query: mdocQuery(), audience, nonce }, ports())).toMatchObject({ refusal: 'holder_binding_mismatch' })
  })

  it.each(titled(badMdocs))('%s: %s is refused as %s', async (_row, _what, code, bad) => {
    const verdict = await judge(bad.presentation, bad.query, bad)
    expect([verdict.outcome, failed(verdict), verdict.outcome === 'refused' && verdict.refusal]).toEqual(['refused', bad.check, code])
  })
})

describe('each check, forced to pass', () => {
  const pipeline = mutants('packages/shared/src/verification/verify-presentation.ts')
  afterAll(() => pipeline.remove())
  const guarded = [...badW3c, ...badMdocs].filter(({ guard }) => guard !== undefined)

  it.each(guarded.map((bad) => [bad.check, bad.what, bad] as const))('%s: would accept what is %s', async (_check, _what, bad) => {
    const mutant = await pipeline.load<{ verifyPresentation: Judge }>(mutationOf(bad.guard ?? ['', '']))
    expect(await judge(bad.presentation, bad.query, bad, mutant.verifyPresentation)).toMatchObject({ outcome: 'verified' })
  })

  it('is there for each check of the catalogue, in each format', () => {
    const covered = (rows: readonly BadFormat[]): CheckName[] => checkNames.filter((name) => rows.some(({ check, guard }) => check === name && guard !== undefined))
    const [w3c, mdoc] = [covered(badW3c), covered(badMdocs)]
    process.stdout.write(`${checkNames.map((name) => `forced to pass: ${name}: ${[badPresentations.some(({ check }) => check === name) && 'dc+sd-jwt', w3c.includes(name) && 'jwt_vc_json', mdoc.includes(name) && 'mso_mdoc'].filter(Boolean).join(', ')}`).join('\n')}\n`)
    // A W3C credential hides nothing, so there is nothing to restore.
    expect(checkNames.filter((name) => !w3c.includes(name))).toEqual(['disclosures'])
    expect(checkNames.filter((name) => !mdoc.includes(name))).toEqual([])
  })
})
