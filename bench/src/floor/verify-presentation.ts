import type { KeyObject } from 'node:crypto'
import { importKey, sha256, verifyText } from './es256.ts'

type Members = Record<string, unknown>

export interface FloorRules {
  readonly issuerKey: KeyObject
  readonly vct: string
  readonly audience: string
  readonly nonce: string
  readonly now: number
  readonly required: readonly string[]
  readonly statusOf: (index: number) => number
}

const parse = (segment: string): Members => JSON.parse(Buffer.from(segment, 'base64url').toString()) as Members

function cut(jwt: string): { readonly header: string; readonly payload: Members; readonly input: string; readonly signature: string } {
  const [first, second] = [jwt.indexOf('.'), jwt.lastIndexOf('.')]
  return { header: jwt.slice(0, first), payload: parse(jwt.slice(first + 1, second)), input: jwt.slice(0, second), signature: jwt.slice(second + 1) }
}

// An issuer has few headers.
const headers = new Map<string, Members>()

function typeOf(segment: string): unknown {
  const header = headers.get(segment) ?? parse(segment)
  headers.set(segment, header)
  return header['alg'] === 'ES256' ? header['typ'] : null
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/**
 * Every check that a presentation of an SD-JWT VC must pass, written down in the plainest way: what the job costs beyond its
 * crypto when nobody else has to read, extend or trust the code. No strict parsing, no DCQL, no reasons, no record.
 */
export function verifyAtTheFloor(presentation: string, rules: FloorRules): Members {
  const end = presentation.lastIndexOf('~') + 1
  const [jwt = '', ...disclosures] = presentation.slice(0, end - 1).split('~')
  const issued = cut(jwt)
  const binding = cut(presentation.slice(end))
  must(typeOf(issued.header) === 'dc+sd-jwt' && typeOf(binding.header) === 'kb+jwt', 'typ')
  must(verifyText(rules.issuerKey, issued.input, issued.signature), 'issuer signature')
  const { vct, exp, _sd: digests, cnf, status } = issued.payload as Members & { exp: number; _sd: string[]; cnf: { jwk: { x: string; y: string } }; status: { status_list: { idx: number } } }
  must(vct === rules.vct && exp > rules.now, 'type or date')
  const left = new Set(digests)
  const claims: Members = {}
  for (const disclosure of disclosures) {
    must(left.delete(sha256(disclosure)), 'disclosure')
    const [, name, value] = parse(disclosure) as unknown as [string, string, unknown]
    must(!(name in claims), 'disclosure twice')
    claims[name] = value
  }
  const { aud, nonce, iat, sd_hash: bound } = binding.payload as { aud: string; nonce: string; iat: number; sd_hash: string }
  must(aud === rules.audience && nonce === rules.nonce && Math.abs(iat - rules.now) < 120 && bound === sha256(presentation.slice(0, end)), 'binding')
  must(verifyText(importKey(cnf.jwk.x, cnf.jwk.y), binding.input, binding.signature), 'holder signature')
  must(rules.statusOf(status.status_list.idx) === 0, 'status')
  for (const name of rules.required) must(name in claims, 'claim')
  return claims
}
