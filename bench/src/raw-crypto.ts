import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { importP256, signEs256, verifyEs256, verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { operationsPerCpuSecond } from './measure.ts'

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

export type RawRates = Readonly<Record<RawCounting, Readonly<Record<RawWork, number>>>>

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

/** Operations for each CPU second; both countings of one kind of work one after the other, for a machine changes its pace. */
export async function measureRawCrypto(): Promise<RawRates> {
  const calls = { defined: callsOf(forms.defined), fastest: callsOf(forms.fastest) }
  const rates = { defined: { ...unmeasured }, fastest: { ...unmeasured } }
  for (const work of Object.keys(rawWork) as RawWork[]) {
    rates.defined[work] = await operationsPerCpuSecond(calls.defined[work])
    rates.fastest[work] = await operationsPerCpuSecond(calls.fastest[work])
  }
  return rates
}

const unmeasured: Record<RawWork, number> = { verifying: 0, signing: 0, issuing: 0, signatures: 0, allKeys: 0 }
