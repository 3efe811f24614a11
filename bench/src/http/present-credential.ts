import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import { sha256Base64Url, signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { makeAnswer } from '@counterfoil/shared/oid4vp/authorization-response'
import { chooseResponseEncryption } from '@counterfoil/shared/oid4vp/client-metadata'
import { bindToHolder, selectDisclosures } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { bodyOf, type HeldCredential } from './collect-credential.ts'
import type { KeepAliveConnection } from './keep-alive-connection.ts'
import type { PresentJob } from './wallet-jobs.ts'

/** A credential with only what the form asks for, chosen before anything is measured. */
export const selectFor = (held: HeldCredential, paths: readonly (readonly string[])[]): HeldCredential => ({
  key: held.key,
  credential: selectDisclosures(held.credential, paths, { sha256: sha256Base64Url }),
})

type RequestClaims = JsonObject & { readonly client_id: string; readonly nonce: string; readonly state: string; readonly response_uri: string }

export const claimsOfRequest = (jwt: string): RequestClaims => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as RequestClaims

/** Begins a presentation as a form's server does, and gives the path of its Request Object. */
export async function startPresentation(connection: KeepAliveConnection, job: PresentJob, formKey: object): Promise<{ readonly transaction: string; readonly requestPath: string }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${job.apiKey}` }
  const body = JSON.stringify({ form: job.form, flow: 'same_device', form_key: formKey, return_url: job.returnUrl })
  const answer = await connection.ask({ method: 'POST', path: `${new URL(job.verifierUrl).pathname}/presentations`, headers, body })
  const started = bodyOf<{ transaction_id: string; request_uri: string }>(answer, 201)
  return { transaction: started.transaction_id, requestPath: new URL(started.request_uri).pathname }
}

/** One whole presentation over HTTP, four requests, or three where the result is left. The result is a JWE that only the form could open. @see OpenID4VP 1.0, section 8 */
export async function presentCredential(connection: KeepAliveConnection, job: PresentJob, formKey: object, held: HeldCredential): Promise<void> {
  const { transaction, requestPath } = await startPresentation(connection, job, formKey)
  const requestObject = await connection.ask({ method: 'GET', path: requestPath })
  if (requestObject.status !== 200) throw new Error(`the Request Object answered ${requestObject.status}`)
  const request = claimsOfRequest(requestObject.body)
  const response = await answerOf(request, held)
  const posted = await connection.ask({ method: 'POST', path: new URL(request.response_uri).pathname, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `response=${response}` })
  const code = bodyOf<{ redirect_uri: string }>(posted, 200).redirect_uri.split('response_code=')[1] ?? ''
  if (job.isCollected === false) return
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${job.apiKey}` }
  const collected = await connection.ask({ method: 'POST', path: `${new URL(job.verifierUrl).pathname}/presentations/${transaction}/result`, headers, body: JSON.stringify({ response_code: code }) })
  if (bodyOf<{ result: string }>(collected, 200).result.split('.').length !== 5) throw new Error('the result is no JWE')
}

async function answerOf(request: RequestClaims, { credential, key }: HeldCredential): Promise<string> {
  const binding = { audience: request.client_id, nonce: request.nonce, issuedAt: epochSeconds(Math.floor(Date.now() / 1000)) }
  const presentation = await bindToHolder(credential, binding, { sha256: sha256Base64Url, sign: (input) => signEs256(key, input) })
  const encryption = chooseResponseEncryption(request['client_metadata'])
  if (encryption === null) throw new Error('the request offers no encryption')
  return encryptJwe({ to: encryption.key, kid: encryption.key.kid, enc: encryption.enc, plaintext: makeAnswer({ residency: [presentation] }, request.state) })
}
