import { basename } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { checkNames, type CheckName } from '@counterfoil/shared/verification/verdict'
import type { verifyPresentation as VerifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { badPresentations, presentBadly, type BadPresentation } from '../../support/bad-presentations.ts'
import { mutants, type Mutation } from '../../support/mutants.ts'
import { guardsOfSdJwt } from '../../support/pipeline-guards.ts'
import { audience, nonce, ports, present, query } from '../../support/presentations.ts'

// Takes each guard of the pipeline out in turn, so that its refusal is made and not thrown, and judges the bad
// presentations again: what the guard alone kept out must now be accepted. A guard that nothing misses guards nothing,
// and one whose absence no test notices could be lost unnoticed (the class of CVE-2024-21669).

const source = 'packages/shared/src'
const pipeline = mutants(`${source}/verification/verify-presentation.ts`)
afterAll(() => pipeline.remove())

type Guard = Mutation & { readonly line: string; readonly code?: RefusalCode }

const guards: Guard[] = [
  ...guardsOfSdJwt,
  ...[
    { file: `${source}/kernel/bytes.ts`, from: "includes(text.charAt(text.length - 1))", to: 'includes("A")' },
    { file: `${source}/kernel/bytes.ts`, from: 'fatal: true', to: 'fatal: false' },
    { file: `${source}/kernel/strict-json.ts`, from: 'held === membersWritten(text)', to: 'held >= 0' },
    { file: `${source}/verification/verify-presentation.ts`, from: 'answerClaims(claims, query, places)', to: '(answerClaims(claims, query, places) ?? [])', code: 'credential_missing_data' as const },
  ].map((rule): Guard => ({ ...rule, line: rule.from })),
]

/** Guards behind which another one stands: without them the refusal stays, or is a fault. */
const backed: readonly { readonly line: string; readonly because: string }[] = [
  { line: "malformed('not canonical base64url of UTF-8')", because: 'no text is no JSON; the rule itself is in kernel/bytes' },
  { line: "throw malformed(parsed.fault)", because: 'no value is no object and no list; the rule itself is in kernel/strict-json' },
  { line: "malformed('not a compact JWT')", because: 'nothing signs what was cut elsewhere' },
  { line: "malformed('a JWT holds objects')", because: 'nothing else has the members that are needed' },
  { line: "malformed('no tilde')", because: 'an issuer JWT is no key binding' },
  { line: "malformed('_sd is a list')", because: 'nothing else can be gone through' },
  { line: "if (!isJsonObject(jwk))", because: 'nothing else has coordinates' },
  { line: "if (!isJsonObject(reference))", because: 'nothing else has a uri' },
  { line: 'statusValue.revoked', because: 'every status but one is refused' },
  { line: 'statusValue.suspended', because: 'every status but one is refused' },
  { line: 'policy === null', because: 'nothing says how to judge it' },
  { line: 'opener === null', because: 'nothing takes it apart' },
  { line: 'answered === null', because: 'there is nothing to hand over' },
]

const made = badPresentations.map((bad) => ({ bad, presentation: presentBadly(bad) }))
/** The bad presentations that a guard could be meant for: those with its refusal code. */
const codeOf = ({ line, code }: Guard): string => code ?? /Refusal\('(\w+)'/.exec(line)?.[1] ?? (line.includes('Refusal(otherwise') ? 'ledger_unavailable' : line.includes('mismatch(') ? 'holder_binding_mismatch' : 'malformed_credential')

async function acceptedWithout(guard: Guard): Promise<BadPresentation[]> {
  const { verifyPresentation } = await pipeline.load<{ verifyPresentation: typeof VerifyPresentation }>(guard)
  const judge = (presentation: string, bad?: BadPresentation) => verifyPresentation({ presentation, query: query(bad?.query), audience, nonce, ...(bad?.policy === undefined ? {} : { policy: bad.policy }) }, ports(bad?.ports))
  expect((await judge(present())).outcome).toBe('verified')
  const accepted: BadPresentation[] = []
  for (const { bad, presentation } of made.filter((one) => one.bad.code === codeOf(guard))) {
    // A fault is no acceptance: the mutant fell over what the guard would have kept from it.
    const verdict = await judge(presentation, bad).catch(() => null)
    if (verdict?.outcome === 'verified') accepted.push(bad)
  }
  return accepted
}

const reached = new Set<CheckName>()

describe('without its guard', () => {
  it.each(guards.map((guard) => [`${basename(guard.file)}: ${guard.line}`, guard] as const))('%s, a bad presentation would be accepted', async (_line, guard) => {
    const accepted = await acceptedWithout(guard)
    for (const { check } of accepted) reached.add(check)
    const behind = backed.find(({ line }) => guard.line.includes(line))
    expect(accepted.length > 0, behind?.because ?? 'no bad presentation needs this guard').toBe(behind === undefined)
  })
})

describe('the checks', () => {
  it('are all load-bearing: each keeps something out that nothing else would', () => {
    expect(checkNames.filter((name) => !reached.has(name))).toEqual([])
  })
})
