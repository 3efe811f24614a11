import { OutsideUnavailable, type FetchOutside, type OutsideAnswer } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseUniqueJson } from '@counterfoil/shared/kernel/strict-json'
import { decodeProtectedHeader, importJWK, jwtVerify, type JWTPayload } from 'jose'
import { parseVector } from '../domain/vector-of-trust.ts'

/** What an identity service says of somebody stands in this claim of the userinfo response. */
export const coreIdentityClaim = 'https://vocab.account.gov.uk/v1/coreIdentityJWT'

const keptUnlessTold = 3600
const keptAtMost = 86_400
/** A key that nobody knows is looked for no oftener. */
const askedAgainAfter = 10

interface Service {
  /** Without the slash at the end that it has in its statements. */
  readonly issuerUrl: string
  readonly clientId: string
  /** Where it says what its vectors mean; null where nobody minds. @see RFC 8485, section 5 */
  readonly trustmark: string | null
  readonly fetchOutside: FetchOutside
  readonly clock: Clock
}

/** How surely an identity is confirmed, of who has this subject; 0 where it isn't. Refuses `temporarily_unavailable` while no key can be had. */
export type ReadCoreIdentity = (statement: unknown, subject: string) => Promise<number>

/**
 * Judges core identities as GOV.UK One Login tells relying parties to: by the keys of the one DID document that is configured, whatever a statement calls its own, which is kept as long as it says and used on
 * while it can't be had anew. Of what it says of somebody, nothing but the level is read.
 * @see https://docs.sign-in.service.gov.uk/integrate-with-integration-environment/prove-users-identity/
 */
export function coreIdentities(service: Service): ReadCoreIdentity {
  const { issuerUrl, clientId, trustmark, clock } = service
  const keyOf = identityKeys(service)
  return async (statement, subject) => {
    try {
      if (typeof statement !== 'string') return 0
      const jwk = await keyOf(decodeProtectedHeader(statement).kid ?? '', clock.now())
      if (jwk === null) return 0
      const key = await importJWK(jwk, 'ES256')
      const { payload } = await jwtVerify(statement, key, { algorithms: ['ES256'], issuer: `${issuerUrl}/`, audience: clientId, subject, requiredClaims: ['exp'], currentDate: new Date(clock.now() * 1000) })
      return trustmark === null || payload['vtm'] === trustmark ? levelIn(payload) : 0
    } catch (error) {
      if (error instanceof Refusal) throw error
      // Whatever is wrong with it, nothing is confirmed. The error holds claims, and goes nowhere.
      return 0
    }
  }
}

const levelIn = ({ vot }: JWTPayload): number => (typeof vot === 'string' ? (parseVector(vot)?.identity ?? 0) : 0)

interface KnownDocument {
  readonly document: JsonObject
  readonly fetchedAt: EpochSeconds
  readonly until: number
}

function identityKeys({ issuerUrl, fetchOutside }: Pick<Service, 'issuerUrl' | 'fetchOutside'>): (kid: string, now: EpochSeconds) => Promise<JsonObject | null> {
  const did = `did:web:${encodeURIComponent(new URL(issuerUrl).host)}`
  let known: KnownDocument | null = null
  const refreshed = async (now: EpochSeconds): Promise<KnownDocument> => {
    const document = await documentAt(`${issuerUrl}/.well-known/did.json`, fetchOutside)
    if (document !== null) known = { ...document, fetchedAt: now, until: now + document.keptFor }
    if (known === null) throw new Refusal('temporarily_unavailable', { detail: 'keys of the identity service' })
    return known
  }
  return async (kid, now) => {
    const found = known === null || known.until <= now ? await refreshed(now) : known
    const key = keyIn(found.document, did, kid)
    return key !== null || now - found.fetchedAt < askedAgainAfter ? key : keyIn((await refreshed(now)).document, did, kid)
  }
}

/** The key of an assertion method that has this name, in the document of this DID. @see DID Core 1.0, sections 5.2 and 5.3.2 */
function keyIn({ id, assertionMethod }: JsonObject, did: string, kid: string): JsonObject | null {
  if (id !== did || !Array.isArray(assertionMethod) || !kid.startsWith(`${did}#`)) return null
  const key = assertionMethod.filter(isJsonObject).find((method) => method['id'] === kid)?.['publicKeyJwk']
  return isJsonObject(key) ? key : null
}

/** Null where it can't be had now. */
async function documentAt(url: string, fetchOutside: FetchOutside): Promise<{ readonly document: JsonObject; readonly keptFor: number } | null> {
  try {
    const answer = await fetchOutside(url, { headers: { accept: 'application/json', 'user-agent': 'counterfoil' } })
    const parsed = answer.status === 200 ? parseUniqueJson(answer.body.toString('utf8')) : {}
    return 'value' in parsed && isJsonObject(parsed.value) ? { document: parsed.value, keptFor: keptFor(answer) } : null
  } catch (error) {
    if (error instanceof OutsideUnavailable) return null
    throw error
  }
}

/** @see RFC 9111, section 5.2.2.1 */
function keptFor({ headers }: OutsideAnswer): number {
  const told = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(headers['cache-control'] ?? '')?.[1]
  return Math.min(told === undefined ? keptUnlessTold : Number(told), keptAtMost)
}
