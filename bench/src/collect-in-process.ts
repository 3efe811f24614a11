import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { Issuer } from '@counterfoil/issuer/assemble'
import type { CouncilReference } from '@counterfoil/issuer/domain/council-record'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { keyProofType } from '@counterfoil/shared/oid4vci/key-proof'
import { encode, makeHolderKey } from './http/collect-credential.ts'

const fields = { given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-01', address_line_1: '1 Unreal Road', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000001', resident_since: '2001-04-01' }

/** Has credentials offered, redeemed and issued, each to somebody else, without a port: through every route that a wallet uses. */
export async function collectInProcess(issuer: Issuer, count: number, now: () => number): Promise<void> {
  for (let first = 0; first < count; first += 20) await Promise.all(Array.from({ length: Math.min(20, count - first) }, (_, index) => collectOne(issuer, first + index, now)))
}

interface Asked {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string | object
}

async function collectOne(issuer: Issuer, number: number, now: () => number): Promise<void> {
  const authority = issuer.authorities.get('aldermoor')
  const type = issuer.types.get('residency')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const id = `gas-${String(number).padStart(18, '0')}`
  const offer = await issuer.makeCredentialOffer({ authority, type, person: { reference: id as CouncilReference, fields: new Map(Object.entries(fields)) }, id: id as OfferId, staff: { subject: 'bench', name: 'Bench', authority: 'aldermoor', roles: [] } })
  const ask = async <Body>(options: Asked): Promise<Body> => {
    const answer = await issuer.app.inject({ ...options })
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}: ${answer.body.slice(0, 200)}`)
    return answer.json<Body>()
  }
  const shown = await ask<{ grants: Record<string, { 'pre-authorized_code': string }> }>({ method: 'GET', url: new URL(offer?.offerUri ?? '').pathname })
  const form = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': shown.grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' })
  const { access_token: token } = await ask<{ access_token: string }>({ method: 'POST', url: '/aldermoor/token', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: form.toString() })
  const { c_nonce: nonce } = await ask<{ c_nonce: string }>({ method: 'POST', url: '/aldermoor/nonce' })
  const { key, jwk } = makeHolderKey()
  const input = `${encode({ alg: 'ES256', typ: keyProofType, jwk })}.${encode({ aud: authority.identifier, iat: now(), nonce })}`
  await ask({ method: 'POST', url: '/aldermoor/credential', headers: { authorization: `Bearer ${token}` }, payload: { credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: [`${input}.${signEs256(key, input)}`] } } })
}
