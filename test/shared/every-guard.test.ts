import { basename } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import type { AttestedKeys } from '@counterfoil/shared/oid4vci/key-attestation'
import type { verifyKeyProof as VerifyKeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import type { parseStatusListToken as ParseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { badProofs, issuer, jwk, proof } from '../support/bad-key-proofs.ts'
import { badTokens, inflate, token, uri } from '../support/bad-status-lists.ts'
import { guardsOf, mutants, type Mutation } from '../support/mutants.ts'
import { now, publicJwk, strangerKeys } from '../support/presentations.ts'

// Each guard of key proofs and of status lists is taken out in turn: what it alone kept out must then be taken. As in
// verification/every-check.test.ts, which does it for presentations.

const source = 'packages/shared/src'
type Guard = Mutation & { readonly line: string }
const guards = (file: string): Guard[] => guardsOf(`${source}/${file}.ts`, /^(?:new Refusal|invalid)\(/)
const titled = (list: readonly Guard[]) => list.map((guard) => [`${basename(guard.file)}: ${guard.line}`, guard] as const)

/** Guards behind which another one stands. */
const backed: readonly { readonly line: string; readonly because: string }[] = [
  { line: "invalid('not a compact JWS')", because: 'nothing signs what was cut elsewhere' },
  { line: "invalid('not base64url')", because: 'no text is no JSON' },
  { line: 'invalid(parsed.fault)', because: 'no value is no object; the rule itself is in kernel/strict-json' },
  { line: "invalid('not an object')", because: 'nothing else has members' },
  { line: "invalid('kid is not", because: 'no key verifies nothing' },
  { line: "invalid('no jwk')", because: 'nothing else has coordinates' },
  { line: "invalid('coordinates')", because: 'no platform imports such a key' },
  { line: "detail: 'not a JWT'", because: 'nothing else has members' },
  { line: "throw invalid('lst')", because: 'no bytes do not inflate' },
  { line: "invalid('lst is too large')", because: 'a list that is too large is not handed on' },
  { line: "detail: 'lst does not inflate'", because: 'what threw gives no list' },
]

const isTaken = (attempt: () => unknown): boolean => {
  try {
    return attempt() !== undefined
  } catch {
    return false
  }
}

const judged = (guard: Guard, taken: readonly string[]): void => {
  const behind = backed.find(({ line }) => guard.line.includes(line))
  expect(taken.length > 0, behind?.because ?? 'nothing bad needs this guard').toBe(behind === undefined)
}

describe('without its guard', () => {
  const proofs = mutants(`${source}/oid4vci/key-proof.ts`)
  afterAll(() => proofs.remove())
  // Attestations as they are read: what they say is judged in issuer/key-attestations.integration.test.ts.
  const attested = (keys: readonly JsonObject[], expires: boolean) => ({ header: { key_attestation: { keys: keys.map((one) => ({ jwk: one, kid: null })), nonce: 'live', expires, keyStorage: [], userAuthentication: [] } } })
  const badAttested = [
    ['appendix D.1', 'with an attestation that never ends', attested([{ ...jwk }], false)],
    ['appendix D.1', 'with a key that its attestation leaves out', attested([{ ...publicJwk(strangerKeys.publicKey) }], true)],
  ] as const
  const made = [...badProofs, ...badAttested].map(([row, what, changes]) => ({ title: `${row} ${what}`, compact: proof(changes) }))
  const ports = {
    readAttestation: (attestation: Json) => attestation as unknown as AttestedKeys<string>,
    verifyEs256: (...[key, signingInput, signature]: Parameters<Parameters<typeof VerifyKeyProof>[2]['verifyEs256']>): boolean => verifyEs256(importP256(key), signingInput, signature),
    readNonce: (nonce: string) => (nonce === 'live' || nonce === '' ? nonce : null),
  }

  it.each(titled(guards('oid4vci/key-proof').filter(({ line }) => !line.includes('invalid_nonce'))))('%s, a bad key proof would be taken', async (_line, guard) => {
    const { verifyKeyProof } = await proofs.load<{ verifyKeyProof: typeof VerifyKeyProof }>(guard)
    const take = (compact: string): boolean => isTaken(() => verifyKeyProof(compact, { issuer, now: epochSeconds(now) }, ports))
    expect([take(proof()), take(proof(attested([{ ...jwk }], true)))]).toEqual([true, true])
    judged(guard, made.filter(({ compact }) => take(compact)).map(({ title }) => title))
  })

  const lists = mutants(`${source}/status-list/status-list-token.ts`)
  afterAll(() => lists.remove())
  const tokens = badTokens.map(([row, what, changes]) => ({ title: `${row} ${what}`, compact: typeof changes === 'string' ? changes : token(changes) }))

  it.each(titled(guards('status-list/status-list-token')))('%s, a bad status list would be taken', async (_line, guard) => {
    const { parseStatusListToken } = await lists.load<{ parseStatusListToken: typeof ParseStatusListToken }>(guard)
    const take = (compact: string, also: { notBefore?: number } = {}): boolean => isTaken(() => parseStatusListToken(compact, { uri, now: epochSeconds(now), ...also }, inflate).list.bytes)
    expect(take(token())).toBe(true)
    const taken = tokens.filter(({ compact }) => take(compact)).map(({ title }) => title)
    if (take(token(), { notBefore: now })) taken.push('STA-20 older than one already seen')
    judged(guard, taken)
  })
})
