import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto'
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

/** Two ways of counting it. They differ in how a key that was never seen before is imported; signatures are DER in both. */
export const rawCountings = {
  defined: 'raw crypto as performance.md defines it (DER signatures, keys imported from JWK)',
  fastest: 'raw crypto in the fastest form we know (DER signatures, keys imported from PEM)',
} as const
export type RawCounting = keyof typeof rawCountings

/** Either counting of one kind of work. */
export type RawRates = Readonly<Record<RawCounting, Rounds>>

const fromJwk = ({ kty, crv, x, y }: P256PublicJwk): KeyObject => createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const [issuer, holder] = [pair(), pair()]
const jwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const input = 'a'.repeat(1200)
const signature = signEs256(issuer.privateKey, input)
const byHolder = signEs256(holder.privateKey, input)

interface Calls {
  readonly importKey: typeof importP256
  readonly verifyByJwk: typeof verifyEs256ByJwk
}

const forms: Readonly<Record<RawCounting, Calls>> = {
  defined: { importKey: fromJwk, verifyByJwk: (key, text, made) => verifyEs256(fromJwk(key), text, made) },
  fastest: { importKey: importP256, verifyByJwk: verifyEs256ByJwk },
}

function callsOf({ importKey, verifyByJwk }: Calls): Record<RawWork, () => void> {
  const signing = (): unknown => signEs256(issuer.privateKey, input)
  const verifyHolder = (): unknown => verifyByJwk(jwk, input, byHolder)
  const verifying = (): void => {
    verifyEs256(issuer.publicKey, input, signature)
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

const calls = { defined: callsOf(forms.defined), fastest: callsOf(forms.fastest) }
/** Short, for there is one of each counting in every round of what it is beside. */
const rawRoundMs = 200

/** The process was idle while others were measured, and is slow for a moment. */
async function warmRound(work: () => void): Promise<number> {
  await cpuRound(work, rawRoundMs / 2)
  return cpuRound(work, rawRoundMs)
}

type RawName<Work extends RawWork> = `${RawCounting} ${Work}`

/** Rounds of raw crypto by both countings, to be measured in turn with what is divided by them. */
export const rawRounds = <Work extends RawWork>(...works: readonly Work[]): Readonly<Record<RawName<Work>, () => Promise<number>>> =>
  Object.fromEntries(works.flatMap((work) => (Object.keys(forms) as RawCounting[]).map((counting) => [`${counting} ${work}`, () => warmRound(calls[counting][work])]))) as Record<RawName<Work>, () => Promise<number>>

/** What was measured of one kind of work. */
export const rawOf = <Work extends RawWork>(measured: Readonly<Record<RawName<Work>, Rounds>>, work: Work): RawRates => ({ defined: measured[`defined ${work}`], fastest: measured[`fastest ${work}`] })
