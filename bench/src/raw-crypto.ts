import { createPublicKey, diffieHellman, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { importP256, signEs256, verifyEs256, verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { cpuRound, type Rounds } from './measure.ts'

/** What the protocol makes a server do with keys, and nothing else: the most that any implementation could reach. */
export const rawWork = {
  verifying: 'two verifies, one import: a presentation',
  signing: 'one sign: a credential',
  issuing: 'one verify, one import, one sign: key proof and credential',
  signatures: 'one sign, two verifies, one import: signatures of an exchange',
  allKeys: 'the same, two key pairs with their public halves told, two imports, two agreements: all keys of an encrypted exchange',
} as const
export type RawWork = keyof typeof rawWork

/** Three ways of counting it. The last two differ in how a key that was never seen before is imported; the first also in its signatures, which the platform converts. */
export const rawCountings = {
  plain: 'raw crypto by the platform’s plain calls (IEEE P1363 signatures, keys imported from JWK)',
  defined: 'raw crypto as performance.md defines it (DER signatures, keys imported from JWK)',
  fastest: 'raw crypto in the fastest form we know (DER signatures, keys imported from PEM)',
} as const
export type RawCounting = keyof typeof rawCountings

/** Each counting of one kind of work. */
export type RawRates = Readonly<Record<RawCounting, Rounds>>

const fromJwk = ({ kty, crv, x, y }: P256PublicJwk): KeyObject => createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const [issuer, holder] = [pair(), pair()]
const jwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const input = 'a'.repeat(1200)
const signature = signEs256(issuer.privateKey, input)
const byHolder = signEs256(holder.privateKey, input)

interface Calls {
  readonly sign: typeof signEs256
  readonly verify: typeof verifyEs256
  readonly importKey: typeof importP256
  readonly verifyByJwk: typeof verifyEs256ByJwk
}

/** As one finds it in the documentation of the platform. */
const signPlainly: Calls['sign'] = (key, text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
const verifyPlainly: Calls['verify'] = (key, text, made) => verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(made, 'base64url'))

const forms: Readonly<Record<RawCounting, Calls>> = {
  plain: { sign: signPlainly, verify: verifyPlainly, importKey: fromJwk, verifyByJwk: (key, text, made) => verifyPlainly(fromJwk(key), text, made) },
  defined: { sign: signEs256, verify: verifyEs256, importKey: fromJwk, verifyByJwk: (key, text, made) => verifyEs256(fromJwk(key), text, made) },
  fastest: { sign: signEs256, verify: verifyEs256, importKey: importP256, verifyByJwk: verifyEs256ByJwk },
}

function callsOf({ sign: signText, verify: verifyText, importKey, verifyByJwk }: Calls): Record<RawWork, () => void> {
  const signing = (): unknown => signText(issuer.privateKey, input)
  const verifyHolder = (): unknown => verifyByJwk(jwk, input, byHolder)
  const verifying = (): void => {
    verifyText(issuer.publicKey, input, signature)
    verifyHolder()
  }
  const signatures = (): void => {
    signing()
    verifying()
  }
  return {
    verifying,
    signing,
    issuing: () => {
      verifyHolder()
      signing()
    },
    signatures,
    allKeys: () => {
      signatures()
      // To decrypt the answer, and to seal the result: a fresh key each, and the other side's. @see RFC 7518, section 4.6
      for (let agreement = 0; agreement < 2; agreement += 1) {
        const fresh = pair()
        fresh.publicKey.export({ format: 'jwk' })
        diffieHellman({ privateKey: fresh.privateKey, publicKey: importKey(jwk) })
      }
    },
  }
}

/** What verifying takes of keys at the least, once. */
export const verifyRaw: () => void = callsOf(forms.fastest).verifying

const calls = { plain: callsOf(forms.plain), defined: callsOf(forms.defined), fastest: callsOf(forms.fastest) }
/** Short, for there is one of each counting in every round of what it is beside. */
const rawRoundMs = 200

/** The process was idle while others were measured, and is slow for a moment. */
async function warmRound(work: () => void): Promise<number> {
  await cpuRound(work, rawRoundMs / 2)
  return cpuRound(work, rawRoundMs)
}

type RawName<Work extends RawWork> = `${RawCounting} ${Work}`

/** Rounds of raw crypto by each counting, to be measured in turn with what is divided by them. */
export const rawRounds = <Work extends RawWork>(...works: readonly Work[]): Readonly<Record<RawName<Work>, () => Promise<number>>> =>
  Object.fromEntries(works.flatMap((work) => (Object.keys(forms) as RawCounting[]).map((counting) => [`${counting} ${work}`, () => warmRound(calls[counting][work])]))) as Record<RawName<Work>, () => Promise<number>>

/** What was measured of one kind of work. */
export const rawOf = <Work extends RawWork>(measured: Readonly<Record<RawName<Work>, Rounds>>, work: Work): RawRates => ({ plain: measured[`plain ${work}`], defined: measured[`defined ${work}`], fastest: measured[`fastest ${work}`] })
