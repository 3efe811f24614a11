import { isJsonObject, type Json, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { parseIssuedSdJwt, type ParsedSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** What a credential that was judged says. */
export type JudgedCredential = Pick<HeldCredential, 'claims' | 'expiresAt' | 'status'>

const skew = 60

/**
 * Judges what an issuer handed over: of the type that was offered, for the key that was made for it, by the issuer that
 * the ledger lists. Throws a Fault `credential_wrong`. @see SD-JWT VC, section 3
 */
export async function judgeCredential(
  { trust, now }: Pick<World, 'trust' | 'now'>,
  { authority, offer, vct }: Pick<ReceivedOffer, 'authority' | 'offer' | 'vct'>,
  { credential, key }: { readonly credential: string; readonly key: P256PublicJwk },
): Promise<JudgedCredential> {
  const { issuerJwt, claims } = parse(credential)
  const { header, payload, signingInput, signature } = issuerJwt
  const { kid } = header
  const { iss, exp, nbf } = payload
  const isOffered =
    header['typ'] === 'dc+sd-jwt' &&
    header['alg'] === 'ES256' &&
    payload['vct'] === vct &&
    // Who signed is told by the key; a name beside it must not say otherwise.
    (iss === undefined || iss === offer.credentialIssuer || (typeof iss === 'string' && sameDid(iss, authority.did))) &&
    isKey(payload['cnf'], key) &&
    isInstantOrAbsent(exp) &&
    isInstantOrAbsent(nbf) &&
    (exp === undefined || exp > now()) &&
    (nbf === undefined || nbf <= now() + skew)
  if (!isOffered || typeof kid !== 'string' || !sameDid(didOf(kid), authority.did)) throw new Fault('credential_wrong')
  if (!(await trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature }))) throw new Fault('credential_wrong')
  return { claims, expiresAt: exp ?? null, status: statusReference(payload['status']) }
}

function parse(credential: string): ParsedSdJwt {
  try {
    return parseIssuedSdJwt(credential, { sha256: sha256Text })
  } catch (cause) {
    throw new Fault('credential_wrong', { cause })
  }
}

function isKey(cnf: Json | undefined, { kty, crv, x, y }: P256PublicJwk): boolean {
  const jwk = isJsonObject(cnf) && isJsonObject(cnf['jwk']) ? cnf['jwk'] : {}
  return jwk['kty'] === kty && jwk['crv'] === crv && jwk['x'] === x && jwk['y'] === y
}

const isInstantOrAbsent = (value: Json | undefined): value is number | undefined => value === undefined || (typeof value === 'number' && Number.isFinite(value))

function statusReference(status: Json | undefined): HeldCredential['status'] {
  const { uri, idx }: JsonObject = isJsonObject(status) && isJsonObject(status['status_list']) ? status['status_list'] : {}
  return typeof uri === 'string' && typeof idx === 'number' ? { uri, index: idx } : null
}
