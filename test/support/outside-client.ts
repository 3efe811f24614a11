import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { Openid4vpClient } from '@openid4vc/openid4vp'
import { CompactEncrypt, importJWK } from 'jose'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { NetworkKey } from '@counterfoil/shared/network/network'
import { noteNumber } from '../verifier/support/holder.ts'

/** The library takes addresses by https alone, as the standard has it. A proxy would end it; here whoever sends does. */
export const behindProxy = (url: string): string => url.replace('https://localhost', 'http://localhost')

const leafIn = (base64: string): X509Certificate => new X509Certificate(Buffer.from(base64, 'base64'))

const notNeeded = (): never => {
  throw new Error('This flow needs no such cryptography.')
}

/** The OpenWallet Foundation's library as a wallet that sends over HTTP, given the key by which requests are signed. */
export const outsideClient = (requestKey: () => NetworkKey): Openid4vpClient =>
  new Openid4vpClient({
    callbacks: {
      fetch: async (url, init) => {
        const address = behindProxy(url instanceof Request ? url.url : url.toString())
        return noteNumber(address, await fetch(address, init))
      },
      // The library says which key has to have signed it; whether it did is for us to tell.
      verifyJwt: (signer: { readonly method: string; readonly didUrl?: string; readonly x5c?: readonly string[] }, { compact }: { readonly compact: string }) => {
        const [header, payload, signature = ''] = compact.split('.')
        const { kid, x5c } = requestKey()
        const named = signer.method === 'did' ? (signer.didUrl === kid ? x5c[0] : undefined) : signer.x5c?.[0]
        const verified = named !== undefined && verifyEs256(leafIn(named).publicKey, `${header}.${payload}`, signature)
        return verified ? ({ verified, signerJwk: { kty: 'EC' } } as const) : ({ verified } as const)
      },
      hash: (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest()),
      decryptJwe: notNeeded,
      signJwt: notNeeded,
      getX509CertificateMetadata: (certificate: string) => ({ sanDnsNames: (leafIn(certificate).subjectAltName ?? '').split(', ').flatMap((name) => /^DNS:(.*)$/.exec(name)?.[1] ?? []), sanUriNames: [] }),
      encryptJwe: async (encryptor: unknown, data: string) => {
        const { publicJwk, alg, enc } = encryptor as { publicJwk: Parameters<typeof importJWK>[0] & { kid: string }; alg: string; enc: string }
        return { jwe: await new CompactEncrypt(new TextEncoder().encode(data)).setProtectedHeader({ alg, enc, kid: publicJwk.kid }).encrypt(await importJWK(publicJwk, alg)), encryptionJwk: publicJwk as { kty: string } }
      },
    },
  })

const serverMetadata = { authorization_signing_alg_values_supported: [], authorization_encryption_alg_values_supported: ['ECDH-ES'], authorization_encryption_enc_values_supported: ['A256GCM'] }

/** What makes the library encrypt an answer, where the request is for that. */
export const encryptedIf = (isEncrypted: boolean) => (isEncrypted ? { jarm: { encryption: { nonce: randomUUID() }, serverMetadata } } : {})

/** The library takes no Request Object without a signature, so that one is read before and comes by value. */
export async function unsignedByValue(requestUri: string) {
  const [, payload = ''] = (await (await fetch(behindProxy(requestUri))).text()).split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Parameters<Openid4vpClient['resolveOpenId4vpAuthorizationRequest']>[0]['authorizationRequestPayload']
}
