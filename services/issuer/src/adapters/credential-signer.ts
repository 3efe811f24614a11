import { contextUrl, schemaUrl } from '@counterfoil/shared/catalogue/published-type'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { Random } from '@counterfoil/shared/kernel/random'
import { issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { statusListUri, type Authority } from '../domain/authority.ts'
import type { CredentialSigner, CredentialToSign, Es256Signer } from '../ports.ts'

/** Makes a W3C credential as a JWT through Veramo, with the named key. */
export type IssueJwtVcJson = (input: { readonly issuerDid: string; readonly kid: string; readonly credential: JsonObject }) => Promise<string>

const saltBytes = 16
const encode = (text: string): string => Buffer.from(text).toString('base64url')

interface SignerTools {
  readonly random: Random
  readonly signerOf: (authority: Authority) => Es256Signer<'credential'>
  readonly issueJwtVcJson: IssueJwtVcJson
}

/** Signs in either format, from the same configuration, counterfoil and claims. */
export const credentialSigner = (tools: SignerTools): CredentialSigner => ({
  sign: (credential) => (credential.configuration.format === 'dc+sd-jwt' ? signSdJwtVc(credential, tools) : signJwtVcJson(credential, tools)),
})

/** @see SD-JWT VC, section 3.2 */
function signSdJwtVc({ authority, configuration, counterfoil, place, claims, holder }: CredentialToSign, tools: SignerTools): string | Promise<string> {
  const { kid, x5c, sign } = tools.signerOf(authority)
  const payload = {
    iss: authority.did,
    vct: configuration.vct,
    'vct#integrity': configuration.published.integrity,
    iat: counterfoil.issuedAt,
    exp: counterfoil.expiresAt,
    cnf: { jwk: { ...holder } },
    status: statusOf(authority, place),
    ...claims,
  }
  return issueSdJwt(
    { header: { alg: 'ES256', typ: 'dc+sd-jwt', kid, x5c }, payload, disclosable: configuration.disclosable },
    { sign, sha256: sha256Base64Url, salt: () => tools.random.secret(saltBytes), encode },
  )
}

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/** W3C data model 1.1; the holder is named by its key. @see VC Data Model 1.1, section 6.3.1 */
function signJwtVcJson({ authority, configuration, counterfoil, place, claims, holder }: CredentialToSign, { signerOf, issueJwtVcJson }: SignerTools): Promise<string> {
  return issueJwtVcJson({
    issuerDid: authority.did,
    kid: signerOf(authority).kid,
    credential: {
      '@context': ['https://www.w3.org/2018/credentials/v1', contextUrl(configuration.vct)],
      type: configuration.type.w3cTypes,
      issuer: { id: authority.did },
      issuanceDate: instant(counterfoil.issuedAt),
      expirationDate: instant(counterfoil.expiresAt),
      credentialSubject: { id: `did:jwk:${encode(JSON.stringify(holder))}`, ...claims },
      credentialSchema: { id: schemaUrl(configuration.vct), type: 'JsonSchema' },
      status: statusOf(authority, place),
    },
  })
}

const statusOf = (authority: Authority, { statusList, statusIndex }: CredentialToSign['place']): JsonObject => ({
  status_list: { idx: statusIndex, uri: statusListUri(authority, statusList) },
})
