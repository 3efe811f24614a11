import { secureVcJwt } from '@counterfoil/issuer/adapters/vc-jwt'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import { parseJwt } from '@counterfoil/shared/sd-jwt/parse-jwt'
import { faultOfCredential } from '@counterfoil/shared/vc/fault-of-credential'
import { setOf, timeOf } from '@counterfoil/shared/vc/values'
import fastify, { type FastifyInstance } from 'fastify'
import { meaningOf, type Contexts } from '../../support/json-ld.ts'
import { w3cContext2 } from '@counterfoil/shared/vc/contexts'
import type { IssuerKey } from './issuer-key.ts'

// The W3C's suite speaks a VC API, which no product of ours has: this stands between. What is issued is secured by the issuer's own
// code, with a council's key from where the issuer has it. Presentations of the W3C are nothing that the verifier takes, and embedded proofs nothing that the issuer makes: both are refused.

const examplesContext = 'https://www.w3.org/ns/credentials/examples/v2'
const contexts: Contexts = new Map([[examplesContext, JSON.stringify({ '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } })]])

const mediaType = 'data:application/vc+jwt,'

/** @see Verifiable Credentials API 0.3, section 3.2 */
async function issue(credential: Json | undefined, { signer }: IssuerKey): Promise<JsonObject> {
  const fault = faultOfCredential(credential)
  if (fault !== null || !isJsonObject(credential)) throw new Error(fault ?? 'no object')
  await meaningOf(credential, contexts)
  return { '@context': [w3cContext2], type: 'EnvelopedVerifiableCredential', id: `${mediaType}${await secureVcJwt(credential, signer)}` }
}

/** @see VC Data Model 2.0, section 4.13.2 */
async function verify(enveloped: Json | undefined, { publicJwk }: IssuerKey, now: Date): Promise<void> {
  if (!isJsonObject(enveloped) || enveloped['type'] !== 'EnvelopedVerifiableCredential' || !setOf(enveloped['@context']).includes(w3cContext2)) throw new Error('not enveloped')
  const { id } = enveloped
  if (typeof id !== 'string' || !id.startsWith(mediaType)) throw new Error('no data: address')
  const { header, payload, signingInput, signature } = parseJwt(id.slice(mediaType.length))
  if (header['typ'] !== 'vc+jwt' || !verifyEs256(importP256(publicJwk), signingInput, signature)) throw new Error('not signed')
  const fault = faultOfCredential(payload)
  if (fault !== null) throw new Error(fault)
  await meaningOf(payload, contexts)
  const { validFrom, validUntil } = payload
  if ((validFrom !== undefined && timeOf(validFrom) > now.getTime()) || (validUntil !== undefined && timeOf(validUntil) < now.getTime())) throw new Error('not valid now')
}

/** A service that issues and verifies for whoever asks, by a council's key. For judges alone. */
export function vcApi({ now = () => new Date(), key }: { readonly now?: () => Date; readonly key: IssuerKey }): FastifyInstance {
  const server = fastify({ bodyLimit: 1024 * 1024 })
  const memberOf = (body: unknown, name: string): Json | undefined => (isJsonObject(body) ? body[name] : undefined)
  server.setErrorHandler((error: Error, _request, reply) => reply.code(400).send({ errors: [error.message] }))
  server.post('/credentials/issue', async ({ body }, reply) => reply.code(201).send({ verifiableCredential: await issue(memberOf(body, 'credential'), key) }))
  server.post('/credentials/verify', async ({ body }) => {
    await verify(memberOf(body, 'verifiableCredential'), key, now())
    return { verified: true, errors: [] }
  })
  server.post('/presentations/verify', async (_request, reply) => reply.code(501).send({ errors: ['no presentations of the W3C are verified here'] }))
  return server
}
