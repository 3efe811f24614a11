import { createHash, type KeyObject } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { importJWK, SignJWT } from 'jose'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { permitElements } from '../verifier/support/permit-forms.ts'
import { presentIssuedMdoc } from './mdocs.ts'

// A holder of each format, made with libraries by which Counterfoil neither presents nor verifies.

/** What a wallet knows of the request that it answers. */
export interface Answering {
  readonly nonce: string
  /** The client's identifier; behind a browser `origin:` and the origin. @see OpenID4VP 1.0, appendix A.4 */
  readonly audience: string
  /** What an mdoc signs of how it was asked. */
  readonly asked: { readonly clientId: string; readonly responseUri: string } | { readonly origin: string }
  readonly thumbprint: string | null
}

export interface Held {
  readonly credential: string
  readonly key: { readonly privateKey: KeyObject; readonly jwk: P256PublicJwk }
}

const now = (): number => Math.floor(Date.now() / 1000)

const presentSdJwt = async ({ credential, key }: Held, { nonce, audience }: Answering): Promise<string> => {
  const signingKey = await crypto.subtle.importKey('jwk', key.privateKey.export({ format: 'jwk' }), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const library = new SDJwtVcInstance({
    hasher: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
    hashAlg: 'sha-256',
    kbSignAlg: 'ES256',
    kbSigner: async (input) => Buffer.from(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signingKey, Buffer.from(input))).toString('base64url'),
  })
  const address = { address_line_1: true, post_town: true, postcode: true, uprn: true }
  return library.present(credential, { given_name: true, family_name: true, address }, { kb: { payload: { iat: now(), aud: audience, nonce } } })
}

async function signJwt({ privateKey, jwk }: Held['key'], typ: string, { nonce, audience }: Answering, claims: Record<string, unknown>): Promise<string> {
  const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`
  const signer = new SignJWT({ ...claims, nonce }).setProtectedHeader({ alg: 'ES256', typ, kid: `${did}#0` }).setIssuer(did).setAudience(audience).setIssuedAt()
  return signer.sign(await importJWK({ ...privateKey.export({ format: 'jwk' }) }, 'ES256'))
}

const presentModel1 = ({ credential, key }: Held, answering: Answering): Promise<string> =>
  signJwt(key, 'JWT', answering, { vp: { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: [credential] } })

const presentModel2 = ({ credential, key }: Held, answering: Answering): Promise<string> =>
  signJwt(key, 'vp+jwt', answering, { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], verifiableCredential: [{ type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${credential}` }] })

const presentMdoc = ({ credential, key }: Held, { nonce, thumbprint, asked }: Answering): Promise<string> => presentIssuedMdoc(credential, { nonce, thumbprint, ...asked }, { ...permitElements, key: key.privateKey })

/** Each format, the configuration that it is collected by, and how it is presented. */
export const outsideHolders: readonly { readonly what: string; readonly format: string; readonly configuration: string; readonly present: (held: Held, answering: Answering) => Promise<string> }[] = [
  { what: 'dc+sd-jwt', format: 'dc+sd-jwt', configuration: 'residency-sd-jwt', present: presentSdJwt },
  { what: 'jwt_vc_json of the data model 1.1', format: 'jwt_vc_json', configuration: 'residency-jwt-vc', present: presentModel1 },
  { what: 'jwt_vc_json of the data model 2.0', format: 'jwt_vc_json', configuration: 'residency-vc-jwt', present: presentModel2 },
  { what: 'mso_mdoc', format: 'mso_mdoc', configuration: 'residency-mdoc', present: presentMdoc },
]
