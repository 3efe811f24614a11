import { toBase64Url, utf8 } from '@counterfoil/shared/kernel/bytes'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { sha256Text } from '@counterfoil/shared/kernel/sha256'
import { didOf, sameDid } from '@counterfoil/shared/did/ethr-did'
import { parseSdJwt, type ParsedSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { Fault } from '../domain/fault.ts'
import type { HeldCredential } from '../domain/held-credential.ts'
import type { World } from '../ports.ts'
import type { ReceivedOffer } from './receive-offer.ts'

/** A credential that was collected and checked, but not kept: the citizen is asked first whether it is about them. */
export interface CollectedCredential {
  readonly held: HeldCredential
  readonly notification: { readonly url: string; readonly id: string; readonly token: string } | null
}

type Needs = Pick<World, 'http' | 'trust' | 'keys' | 'now' | 'newId'>

/** Redeems the offer's code (with what the citizen typed) for an access token. @see OpenID4VCI 1.0, section 6 */
export const redeemOffer =
  ({ http }: Pick<World, 'http'>) =>
  async ({ offer, endpoints }: ReceivedOffer, txCode: string | null): Promise<string> => {
    const { status, json } = await http.postForm(endpoints.token, {
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': offer.preAuthorizedCode,
      ...(txCode === null ? {} : { tx_code: txCode }),
    })
    const token = json['access_token']
    if (status === 200 && typeof token === 'string') return token
    if (status === 429 || status >= 500) throw new Fault('not_reachable')
    throw new Fault(json['error'] === 'invalid_grant' && txCode !== null ? 'wrong_code' : 'offer_gone')
  }

/** Collects the credential with a new key of its own, and checks that it is what was offered. @see OpenID4VCI 1.0, section 8 */
export const collectCredential =
  (world: Needs) =>
  async (received: ReceivedOffer, token: string): Promise<CollectedCredential> => {
    const id = world.newId()
    const key = await world.keys.create(id)
    try {
      const answer = await requestCredential(world, received, token, id, key)
      const held = await checkCredential(world, received, answer.credential, id, key)
      const { notification } = received.endpoints
      return { held, notification: notification === null || answer.notificationId === null ? null : { url: notification, id: answer.notificationId, token } }
    } catch (error) {
      await world.keys.remove(id)
      throw error
    }
  }

/** Tells the issuer what became of the credential; it must do without an answer. @see OpenID4VCI 1.0, section 11 */
export const notifyIssuer =
  ({ http }: Pick<World, 'http'>) =>
  async ({ notification }: CollectedCredential, event: 'credential_accepted' | 'credential_deleted'): Promise<void> => {
    if (notification === null) return
    await http.postJson(notification.url, { notification_id: notification.id, event }, notification.token).catch(() => null)
  }

interface CredentialAnswer {
  readonly credential: string
  readonly notificationId: string | null
}

async function requestCredential(world: Needs, received: ReceivedOffer, token: string, keyId: string, key: P256PublicJwk): Promise<CredentialAnswer> {
  // A nonce can run out between two requests; a new one is asked for once.
  for (const last of [false, true]) {
    const nonce = (await world.http.postJson(received.endpoints.nonce, {})).json['c_nonce']
    if (typeof nonce !== 'string') throw new Fault('issuing_failed')
    const proof = await makeProof(world, { audience: received.offer.credentialIssuer, nonce, keyId, key })
    const { status, json } = await world.http.postJson(received.endpoints.credential, { credential_configuration_id: received.configurationId, proofs: { jwt: [proof] } }, token)
    if (status === 200) return readAnswer(json)
    if (last || json['error'] !== 'invalid_nonce') break
  }
  throw new Fault('issuing_failed')
}

function readAnswer(json: JsonObject): CredentialAnswer {
  const [first] = Array.isArray(json['credentials']) ? json['credentials'] : []
  const credential = isJsonObject(first) ? first['credential'] : undefined
  if (typeof credential !== 'string') throw new Fault('credential_wrong')
  const notificationId = json['notification_id']
  return { credential, notificationId: typeof notificationId === 'string' ? notificationId : null }
}

async function makeProof({ keys, now }: Needs, proof: { audience: string; nonce: string; keyId: string; key: P256PublicJwk }): Promise<string> {
  const encode = (value: object): string => toBase64Url(utf8(JSON.stringify(value)))
  const signingInput = `${encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: proof.key })}.${encode({ aud: proof.audience, iat: now(), nonce: proof.nonce })}`
  return `${signingInput}.${await keys.sign(proof.keyId, signingInput)}`
}

async function checkCredential(world: Needs, received: ReceivedOffer, credential: string, id: string, key: P256PublicJwk): Promise<HeldCredential> {
  const parsed = parse(credential)
  const { header, payload, signingInput, signature } = parsed.issuerJwt
  const { kid } = header
  const cnf = isJsonObject(payload['cnf']) && isJsonObject(payload['cnf']['jwk']) ? payload['cnf']['jwk'] : {}
  if (header['typ'] !== 'dc+sd-jwt' || typeof kid !== 'string' || !sameDid(didOf(kid), received.authority.did)) throw new Fault('credential_wrong')
  if (payload['vct'] !== received.vct || cnf['x'] !== key.x || cnf['y'] !== key.y) throw new Fault('credential_wrong')
  if (!(await world.trust.verify({ kid, purpose: 'assertionMethod', signingInput, signature }))) throw new Fault('credential_wrong')
  const reference = isJsonObject(payload['status']) && isJsonObject(payload['status']['status_list']) ? payload['status']['status_list'] : {}
  const { uri, idx } = reference
  const { authority, vct, name, labels, card, offer } = received
  return {
    id,
    credential,
    issuer: { did: authority.did, url: offer.credentialIssuer, name: authority.name },
    vct,
    name,
    labels,
    card,
    claims: parsed.claims,
    receivedAt: world.now(),
    expiresAt: typeof payload['exp'] === 'number' ? payload['exp'] : null,
    status: typeof uri === 'string' && typeof idx === 'number' ? { uri, index: idx } : null,
    standing: { state: 'active', checkedAt: world.now() },
  }
}

function parse(credential: string): ParsedSdJwt {
  try {
    return parseSdJwt(credential, { sha256: sha256Text })
  } catch (cause) {
    throw new Fault('credential_wrong', { cause })
  }
}
