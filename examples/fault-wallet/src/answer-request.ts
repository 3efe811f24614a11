import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { sha256Base64Url, signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { freshKeyPair } from '@counterfoil/service-kit/crypto/fresh-key-pair'
import { encryptJwe } from '@counterfoil/service-kit/crypto/jwe-ecdh-es'
import type { Json, JsonObject } from '@counterfoil/shared/kernel/json'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { typeIdOf } from '@counterfoil/shared/network/network'
import { makeAnswer, makeErrorResponse, type VpToken } from '@counterfoil/shared/oid4vp/authorization-response'
import { chooseResponseEncryption } from '@counterfoil/shared/oid4vp/client-metadata'
import { parseRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { issueSdJwt, type DisclosableMembers } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import type { Behaviour } from './behaviours.ts'
import { madeUp, type Paths, type TakenAlone } from './made-up-values.ts'
import { entries, type SandboxIssuer } from './sandbox-issuers.ts'

export interface FaultWallet {
  readonly types: ReadonlyMap<string, CredentialType>
  /** What was presented last to each query, so that it can be presented again. */
  readonly presented: Map<string, VpToken>
  readonly issuers: Readonly<Record<'accredited' | 'unaccredited', SandboxIssuer>>
  readonly fetch: (url: string, options?: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly slowMs: number
}

/** What came of it: the verifier's answer, as it said it; null where nothing was sent. */
export interface Outcome {
  readonly status: number | null
  readonly refusal: string | null
  /** Where the citizen would go on. */
  readonly redirectUri: string | null
}

interface Asked {
  readonly claims: JsonObject
  readonly responseUri: string
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Does with a request as it is told. Like no real wallet it judges nothing: it is for rehearsals, and has nothing to lose. */
export async function answerRequest(wallet: FaultWallet, requestUri: string, behaviour: Behaviour): Promise<Outcome> {
  const answer = await wallet.fetch(requestUri)
  if (!answer.ok) return { status: answer.status, refusal: null, redirectUri: null }
  const { claims } = parseRequestObject(await answer.text())
  const asked = { claims, responseUri: text(claims['response_uri']) }
  if (behaviour === 'expire') return { status: null, refusal: null, redirectUri: null }
  if (behaviour === 'decline') return send(wallet, asked, makeErrorResponse('access_denied', text(claims['state'])))
  if (behaviour === 'slow') await wait(wallet.slowMs)
  const token = tokenFor(wallet, asked, behaviour)
  return token === null ? { status: null, refusal: null, redirectUri: null } : send(wallet, asked, new URLSearchParams({ response: encrypted(asked, token) }))
}

async function send({ fetch }: FaultWallet, { responseUri }: Asked, body: URLSearchParams): Promise<Outcome> {
  const answer = await fetch(responseUri, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: body.toString() })
  const members = (await answer.json().catch(() => ({}))) as JsonObject
  return { status: answer.status, refusal: text(members['refusal']) || text(members['error']) || null, redirectUri: text(members['redirect_uri']) || null }
}

function encrypted({ claims }: Asked, token: VpToken): string {
  const chosen = chooseResponseEncryption(claims['client_metadata'])
  if (chosen === null) throw new Error('The request has no key to encrypt to.')
  return encryptJwe({ to: chosen.key, kid: chosen.key.kid, enc: chosen.enc, plaintext: makeAnswer(token, text(claims['state'])) })
}

/** Null for a replay when nothing was presented to such a query before. */
function tokenFor(wallet: FaultWallet, { claims }: Asked, behaviour: Behaviour): VpToken | null {
  const asked = JSON.stringify(claims['dcql_query'])
  if (behaviour === 'replayed') return wallet.presented.get(asked) ?? null
  const token: Record<string, string[]> = {}
  for (const query of parseDcqlQuery(claims['dcql_query']).credentials) {
    const vct = (query.meta as { readonly vct_values?: readonly string[] }).vct_values?.[0] ?? ''
    const asking = query.claims ?? []
    const alone = new Map(asking.flatMap(({ path, values: [first] = [] }) => (first === undefined ? [] : [[JSON.stringify(path), first] as const])))
    token[query.id] = [presentation(wallet, { vct, paths: asking.map(({ path }) => path.map(String)), alone, claims, behaviour })]
  }
  wallet.presented.set(asked, token)
  return token
}

interface ToPresent {
  readonly vct: string
  readonly paths: Paths
  readonly alone: TakenAlone
  readonly claims: JsonObject
  readonly behaviour: Behaviour
}

function presentation({ issuers, types, now }: FaultWallet, { vct, paths, alone, claims, behaviour }: ToPresent): string {
  const type = types.get(typeIdOf(vct))
  if (type === undefined) throw new Error(`There are no made-up credentials of the type ${vct}.`)
  const issuer = issuers[behaviour === 'unaccredited' ? 'unaccredited' : 'accredited']
  const holder = freshKeyPair()
  const entry = behaviour === 'revoked' || behaviour === 'suspended' ? entries[behaviour] : entries.valid
  const ended = behaviour === 'expired'
  const credential = issueSdJwt(
    {
      header: { alg: 'ES256', typ: 'dc+sd-jwt', kid: issuer.kid },
      payload: {
        iss: issuer.did,
        vct,
        iat: now() - (ended ? 172_800 : 60),
        exp: now() + (ended ? -86_400 : 86_400),
        cnf: { jwk: { kty: 'EC', crv: 'P-256', x: holder.x, y: holder.y } },
        status: { status_list: { uri: issuer.listUrl, idx: entry } },
        ...madeUp(type, paths, now(), alone),
      },
      disclosable: allOf(paths),
    },
    { sha256: sha256Base64Url, salt: () => randomBytes(16).toString('base64url'), sign: (input) => signEs256(issuer.key.privateKey, input) },
  )
  const aud = behaviour === 'wrong_audience' ? 'decentralized_identifier:did:web:somebody.else.example' : text(claims['client_id'])
  const input = [{ alg: 'ES256', typ: 'kb+jwt' }, { iat: now(), aud, nonce: text(claims['nonce']), sd_hash: sha256Base64Url(credential) }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${credential}${input}.${signEs256(holder.privateKey, input)}`
}

function allOf(paths: Paths): DisclosableMembers {
  const members: Record<string, true | Record<string, true>> = {}
  for (const [first = '', second] of paths) {
    if (second === undefined) members[first] = true
    else members[first] = { ...(members[first] === true ? {} : members[first]), [second]: true }
  }
  return members
}
