import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { bindToHolder } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { sha256Base64Url, signEs256, verifyEs256, verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { issueAtTheFloor } from './floor/issue-credential.ts'
import { verifyAtTheFloor } from './floor/verify-presentation.ts'
import { cpuRound, inTurn } from './measure.ts'
import { rawRounds } from './raw-crypto.ts'

const rounds = 11
const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holderJwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const now = epochSeconds(Math.floor(Date.now() / 1000))
const vct = 'https://types.example/residency/1'
const header = { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001#delegate-1' }
const names = ['given_name', 'family_name', 'birth_date', 'resident_since', 'line_1', 'line_2', 'post_town', 'postcode', 'uprn', 'ward']
const claims = Object.fromEntries(names.map((name) => [name, `value of ${name}`]))
const disclosable = Object.fromEntries(names.map((name) => [name, true as const]))
const binding = { audience: 'decentralized_identifier:did:ethr:0x7a69:0x02', nonce: 'a-nonce-of-this-request', issuedAt: now }
const listed = { status: { status_list: { uri: 'https://issuer.example/1', idx: 7 } } }
const open = { vct, iat: now, exp: now + 3600, cnf: { jwk: { ...holderJwk } } }
const asked = names.slice(0, 8)
const tools = { sign: (input: string) => signEs256(issuer.privateKey, input), sha256: sha256Base64Url, salt: () => cryptoRandom.secret(16), encode: (text: string) => Buffer.from(text).toString('base64url') }

const issue = (status: object = listed) => issueSdJwt({ header, payload: { ...open, ...status, ...claims }, disclosable }, tools)
const present = (credential: string): Promise<string> => bindToHolder(credential, binding, { sha256: sha256Base64Url, sign: (input) => signEs256(holder.privateKey, input) })

const facts = {
  key: { value: { did: 'did:ethr:0x7a69:0x01', key: issuer.publicKey, issuerNames: [] }, observedAt: now },
  accreditation: { value: true, observedAt: now },
  status: { value: 0, observedAt: now },
}

const ports = {
  now,
  sha256: sha256Base64Url,
  decodeText,
  issuerKey: () => facts.key,
  certifiesKey: () => true,
  verifyIssuer: verifyEs256,
  verifyHolder: verifyEs256ByJwk,
  isAccredited: () => facts.accreditation,
  status: () => facts.status,
}

async function judge(presentation: string): Promise<void> {
  const query = { id: 'residency', format: 'dc+sd-jwt' as const, meta: { vct_values: [vct] }, claims: asked.map((name) => ({ path: [name] })) }
  const verdict = await verifyPresentation({ presentation, query, audience: binding.audience, nonce: binding.nonce }, ports)
  if (verdict.outcome !== 'verified') throw new Error(verdict.refusal)
}

/** A presentation, and what verifies it as the verifier does. */
export async function oneJudgement(): Promise<() => Promise<void>> {
  const presentation = await present(issue())
  return () => judge(presentation)
}

const by = (key: typeof issuer.publicKey) => async (text: string, made: string) => verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(made, 'base64url'))

/** A residency credential with ten disclosures, issued and verified by ours, at the floor and by the library, and raw crypto: operations for each CPU second. */
export async function measureInProcess() {
  const judgement = await oneJudgement()
  const presentation = await present(issue())
  // The library would fetch a status list; ours has it decoded. It gets a credential without one.
  const withoutStatus = await present(issue({}))
  const library = new SDJwtVcInstance({
    hasher: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
    hashAlg: 'sha-256',
    verifier: by(issuer.publicKey),
    kbVerifier: by(holder.publicKey),
  })
  const rules = { issuerKey: issuer.publicKey, vct, audience: binding.audience, nonce: binding.nonce, now, required: asked, statusOf: () => 0 }
  const atTheFloor = issueAtTheFloor(issuer.privateKey, header)
  const verifying = await inTurn(rounds, {
    ours: () => cpuRound(judgement),
    floor: () => cpuRound(() => verifyAtTheFloor(presentation, rules)),
    library: () => cpuRound(() => library.verify(withoutStatus, { keyBindingNonce: binding.nonce })),
    ...rawRounds('verifying'),
  })
  const issuing = await inTurn(rounds, { ours: () => cpuRound(() => issue()), floor: () => cpuRound(() => atTheFloor({ ...open, ...listed }, claims)), ...rawRounds('signing') })
  return { verifying, issuing }
}
