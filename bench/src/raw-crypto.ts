import { diffieHellman, generateKeyPairSync } from 'node:crypto'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { importP256, signEs256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { operationsPerCpuSecond } from './measure.ts'

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const [issuer, holder] = [pair(), pair()]
const jwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const input = 'a'.repeat(1200)
const signature = signEs256(issuer.privateKey, input)
const byHolder = signEs256(holder.privateKey, input)

const verifyPresentation = (): void => {
  verifyEs256(issuer.publicKey, input, signature)
  verifyEs256(importP256(jwk), input, byHolder)
}

/** What the protocol makes a server do with keys, and nothing else: the most that any implementation could reach. */
export const rawCrypto = {
  'two verifies, one import: a presentation': () => operationsPerCpuSecond(verifyPresentation),
  'one sign: a credential': () => operationsPerCpuSecond(() => signEs256(issuer.privateKey, input)),
  'one verify, one import, one sign: key proof and credential': () =>
    operationsPerCpuSecond(() => {
      verifyEs256(importP256(jwk), input, byHolder)
      signEs256(issuer.privateKey, input)
    }),
  'one sign, two verifies, one import: signatures of an exchange': () =>
    operationsPerCpuSecond(() => {
      signEs256(issuer.privateKey, input)
      verifyPresentation()
    }),
  'the same, two key pairs with their public halves told, two imports, two agreements: all keys of an encrypted exchange': () =>
    operationsPerCpuSecond(() => {
      signEs256(issuer.privateKey, input)
      verifyPresentation()
      // To decrypt the answer, and to seal the result: a fresh key each, and the other side's. @see RFC 7518, section 4.6
      for (let agreement = 0; agreement < 2; agreement += 1) {
        const fresh = pair()
        fresh.publicKey.export({ format: 'jwk' })
        diffieHellman({ privateKey: fresh.privateKey, publicKey: importP256(jwk) })
      }
    }),
} as const
