import { basename } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { checkRepresentation as CheckRepresentation } from '@counterfoil/shared/verification/represented-person'
import { checkNames, type Verdict } from '@counterfoil/shared/verification/verdict'
import type { composeAnswer as ComposeAnswer } from '@counterfoil/shared/verification/verify-answer'
import { verifyPresentation, type verifyPresentation as VerifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { badMdocs, badW3c, type BadFormat } from '../../support/bad-formats.ts'
import { badPresentations } from '../../support/bad-presentations.ts'
import { handover } from '../../support/mdoc-presentations.ts'
import { mutants } from '../../support/mutants.ts'
import { allGuards, answers, guardsOfAnswers, guardsOfFormats, guardsOfSdJwt, representations, unknownThrows } from '../../support/pipeline-guards.ts'
import { audience, nonce, ports, present, query } from '../../support/presentations.ts'

// The guards of the pipeline beside those of every-check.test.ts: each is taken out in turn, so that its refusal is made and not thrown, and some bad
// presentation must then be judged otherwise than its table says.

/** Guards behind which another one stands, with the same refusal of the same check, or that a test of their own has. */
const backed: readonly { readonly line: string; readonly because: string }[] = [
  { line: 'handover === undefined', because: 'formats.test.ts presents one to a request that nobody describes' },
]

const rows: readonly BadFormat[] = [...badW3c, ...badMdocs]
const told = (verdict: Verdict): string => `${verdict.outcome} ${verdict.outcome === 'refused' ? verdict.refusal : ''} ${verdict.checks.find(({ result }) => result === 'failed')?.name ?? ''}`
const judge = (by: typeof VerifyPresentation, { presentation, query: asked, policy, ports: facts }: BadFormat): Promise<string> =>
  by({ presentation, query: asked, audience, nonce, handover, ...(policy === undefined ? {} : { policy }) }, ports(facts)).then(told, () => 'fault')

const [pipeline, represented, answered] = [mutants('packages/shared/src/verification/verify-presentation.ts'), mutants(representations), mutants(answers)]
afterAll(() => [pipeline, represented, answered].forEach((each) => each.remove()))

describe('without its guard', () => {
  it.each(guardsOfFormats.map((guard) => [`${basename(guard.file)}: ${guard.line}`, guard] as const))('%s, a test of the formats would fail', async (_line, guard) => {
    const { verifyPresentation: mutant } = await pipeline.load<{ verifyPresentation: typeof VerifyPresentation }>(guard)
    let noticed = false
    for (const bad of rows) noticed ||= (await judge(mutant, bad)) !== `refused ${bad.code} ${bad.check}`
    const behind = backed.find(({ line }) => guard.line.includes(line))
    expect(noticed, behind?.because ?? 'no bad presentation needs this guard').toBe(behind === undefined)
  })

  const person = { given_name: 'Lowri', family_name: 'Lee', birth_date: '2017-03-04' }
  const good: JsonObject = { represented: person, scope: 'education', role: 'parent', acts_from: '2026-01-01', acts_until: '2027-01-01' }
  const asked = { scope: 'education', on: '2026-12-01' }
  const strange: readonly (readonly [JsonObject, JsonObject])[] = [
    [{ ...good, represented: { ...person, birth_date: undefined } }, { ...person, birth_date: undefined }],
    [{ ...good, acts_until: 'whenever' }, person],
    [good, { ...person, given_name: 'Elin' }],
    [{ ...good, scope: 'travel_and_parking' }, person],
    [{ ...good, acts_until: '2026-02-01' }, person],
  ]
  it.each(guardsOfAnswers.filter(({ file }) => file === representations).map((guard) => [guard.line, guard] as const))('%s, somebody who may not act for another would be judged otherwise', async (_line, guard) => {
    const { checkRepresentation: real } = await represented.load<{ checkRepresentation: typeof CheckRepresentation }>({ ...guard, to: guard.from })
    const { checkRepresentation: mutant } = await represented.load<{ checkRepresentation: typeof CheckRepresentation }>(guard)
    const outcome = (check: typeof CheckRepresentation, [one, other]: readonly [JsonObject, JsonObject]): string => {
      try {
        return JSON.stringify(check(one, other, asked))
      } catch (error) {
        return String((error as { code?: unknown }).code)
      }
    }
    expect(outcome(real, [good, person])).toContain('parent')
    expect(strange.map((pair) => outcome(mutant, pair))).not.toEqual(strange.map((pair) => outcome(real, pair)))
  })

  it.each(guardsOfAnswers.filter(({ file }) => file === answers).map((guard) => [guard.line, guard] as const))('%s, half a representation would do', async (_line, guard) => {
    const credentials = [query(), query({ id: 'person' })]
    const input = { query: { credentials, credential_sets: [{ options: [['residency']] }] }, vpToken: { residency: [present()] }, representation: { representation: 'residency', person: 'person', ...asked } }
    const compose = (by: typeof ComposeAnswer) => by(input, (presentation, one) => verifyPresentation({ presentation, query: one, audience, nonce }, ports()))
    const [real, mutant] = [{ ...guard, to: guard.from }, guard].map((change) => answered.load<{ composeAnswer: typeof ComposeAnswer }>(change))
    expect(await compose((await real)?.composeAnswer ?? expect.fail())).toMatchObject({ outcome: 'refused', refusal: 'credential_missing_data' })
    expect(await compose((await mutant)?.composeAnswer ?? expect.fail())).toMatchObject({ outcome: 'verified' })
  })
})

describe('the list of checks', () => {
  it('is the pipeline’s own: each check has something bad, and each refusal in each file that the pipeline imports is forced to pass', () => {
    const bad = [...badPresentations, ...rows]
    const checks = checkNames.map((name) => `${name}: ${bad.filter(({ check }) => check === name).length} bad presentations`)
    const byFile = [...Map.groupBy(allGuards, ({ file }) => file)].map(([file, guards]) => `${file.replace('packages/shared/src/', '')}: ${guards.length}`)
    process.stdout.write(`checks of the pipeline: ${checkNames.length}\n  ${checks.join('\n  ')}\nrefusals of the pipeline, each forced to pass: ${allGuards.length}\n  ${byFile.join('\n  ')}\n`)
    expect(checkNames.filter((name) => !bad.some(({ check }) => check === name))).toEqual([])
    expect(guardsOfSdJwt.length + guardsOfFormats.length + guardsOfAnswers.length).toBe(allGuards.length)
    expect(unknownThrows()).toEqual([])
  })
})
