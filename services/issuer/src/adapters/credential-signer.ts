import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import type { Authority } from '../domain/authority.ts'
import { shownKey } from '../domain/profile.ts'
import { tokenStatusOf } from '../domain/status-claims.ts'
import type { CredentialSigner, CredentialToSign, Es256Signer } from '../ports.ts'
import { mdocOf } from './mdoc-credential.ts'
import { signMsoMdoc } from './mso-mdoc.ts'
import { secureVcJwt } from './vc-jwt.ts'
import { w3cCredential1, w3cCredential2 } from './w3c-credentials.ts'

/** Makes a W3C credential as a JWT through Veramo, with the named key. */
export type IssueJwtVcJson = (input: { readonly issuerDid: string; readonly kid: string; readonly credential: JsonObject }) => Promise<string>

const saltBytes = 16
const encode = (text: string): string => Buffer.from(text).toString('base64url')

interface SignerTools {
  readonly random: Random
  readonly signerOf: (authority: Authority) => Es256Signer<'credential'>
  readonly issueJwtVcJson: IssueJwtVcJson
  /** What `iss` of an SD-JWT VC is where the profile leaves it open. */
  readonly namesIssuerBy: 'did' | 'address'
}

/** Signs in every format, from the same counterfoil and claims. */
export const credentialSigner = (tools: SignerTools): CredentialSigner => ({
  sign: (credential) => {
    const { shape } = credential.configuration
    if (shape === 'sd-jwt') return signSdJwtVc(credential, tools)
    if (shape === 'vc-jwt') return secureVcJwt(w3cCredential2(credential), tools.signerOf(credential.authority))
    if (shape === 'mdoc') return signMsoMdoc(mdocOf(credential), { ...tools.signerOf(credential.authority), random: tools.random })
    return tools.issueJwtVcJson({ issuerDid: credential.authority.did, kid: tools.signerOf(credential.authority).kid, credential: w3cCredential1(credential) })
  },
})

/** By its address, its keys are found in its metadata. @see SD-JWT VC, section 5 (JWT VC Issuer Metadata) */
function issuerName({ did, identifier, profile: { namesIssuer } }: Authority, { namesIssuerBy }: Pick<SignerTools, 'namesIssuerBy'>): { readonly iss?: string } {
  if (namesIssuer === 'no') return {}
  return { iss: namesIssuer === 'as configured' && namesIssuerBy === 'address' ? identifier : did }
}

/** @see SD-JWT VC, section 3.2 */
function signSdJwtVc({ authority, configuration, counterfoil, place, claims, holder }: CredentialToSign, tools: SignerTools): string | Promise<string> {
  const signer = tools.signerOf(authority)
  const { profile } = authority
  const payload = {
    ...issuerName(authority, tools),
    vct: configuration.vct,
    'vct#integrity': configuration.published.integrity,
    iat: counterfoil.issuedAt,
    exp: counterfoil.expiresAt,
    cnf: { jwk: { ...holder } },
    status: tokenStatusOf(authority, place),
    ...claims,
  }
  return issueSdJwt(
    { header: { alg: 'ES256', typ: 'dc+sd-jwt', ...shownKey(profile, signer) }, payload, disclosable: configuration.disclosable, decoys: configuration.type.decoys === true },
    { sign: signer.sign, sha256: sha256Base64Url, salt: () => tools.random.secret(saltBytes), encode },
  )
}
