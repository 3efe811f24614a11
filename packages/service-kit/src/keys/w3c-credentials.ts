import type { CredentialStatusReference } from '@veramo/core'
import type { Agent } from './identity-agent.ts'

/** A credential of data model 1.1 without its proof. @see VC Data Model 1.1, section 4 */
export interface W3cCredential {
  readonly id: string
  readonly type: readonly string[]
  readonly issuanceDate: string
  readonly expirationDate: string
  readonly credentialSubject: { readonly id: string } & Readonly<Record<string, unknown>>
  readonly credentialStatus?: readonly ({ readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>)[]
}

/** Makes a `jwt_vc_json` credential through Veramo, signed ES256 by the published key that `kid` names. */
export async function issueJwtVcJson(agent: Agent, issue: { readonly issuerDid: string; readonly kid: string; readonly credential: W3cCredential }): Promise<string> {
  const { credentialStatus, ...credential } = issue.credential
  const made = await agent.createVerifiableCredential({
    // Its types know of one entry, and it signs what it is given.
    credential: { ...credential, type: [...credential.type], issuer: { id: issue.issuerDid }, ...(credentialStatus === undefined ? {} : { credentialStatus: credentialStatus as unknown as CredentialStatusReference }) },
    proofFormat: 'jwt',
    keyRef: issue.kid,
    header: { kid: issue.kid },
  })
  const jwt: unknown = made.proof['jwt']
  if (typeof jwt !== 'string') throw new Error('Veramo made no JWT.')
  return jwt
}
