import { createECDH, diffieHellman, generateKeyPairSync } from 'node:crypto'
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
  'the same, two key generations and two agreements: all keys of an encrypted exchange': () =>
    operationsPerCpuSecond(() => {
      signEs256(issuer.privateKey, input)
      verifyPresentation()
      // To decrypt the answer, and to seal the result: a fresh key each. @see RFC 7518, section 4.6
      for (let key = 0; key < 2; key += 1) {
        createECDH('prime256v1').generateKeys()
        diffieHellman({ privateKey: issuer.privateKey, publicKey: holder.publicKey })
      }
    }),
} as const
