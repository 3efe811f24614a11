import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Issuer } from '@counterfoil/issuer/assemble'
import type { PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { openForReading } from '@counterfoil/service-kit/persistence/open-for-reading'
import { credentialBody, makeKeyPair, makeProof, staffOf } from './issuer-scene.ts'

function personOf(name: string): PersonRecord {
  const fields = { given_name: name, family_name: `${name}son`, birth_date: '1961-04-30', address_line_1: `${name.length} Harbour Lane`, post_town: 'Aldermoor', postcode: 'AL1 2BC', uprn: '100012345678', resident_since: '2009-09-01' }
  return { reference: `AL-${name}` as PersonRecord['reference'], fields: new Map(Object.entries(fields)) }
}

/** Has a credential offered to somebody of that name, redeemed and issued, through every route that a wallet uses. */
export async function issue(issuer: Issuer, name: string | PersonRecord, now: number, council = 'aldermoor'): Promise<void> {
  const authority = issuer.authorities.get(council)
  const person = typeof name === 'string' ? personOf(name) : name
  const type = issuer.types.get('residency')
  if (authority === undefined || type === undefined) throw new Error('not assembled')
  const offer = await issuer.makeCredentialOffer({ authority, type, person, id: (typeof name === 'string' ? `offer-of-${name.padEnd(16, '-')}` : randomUUID()) as OfferId, staff: staffOf('aldermoor') })
  const shown = await issuer.app.inject({ method: 'GET', url: new URL(offer?.offerUri ?? '').pathname })
  const [grant] = Object.values<{ 'pre-authorized_code': string }>(shown.json().grants)
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': grant?.['pre-authorized_code'] ?? '', tx_code: offer?.txCode ?? '' })
  const token = (await issuer.app.inject({ method: 'POST', url: `/${council}/token`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: form.toString() })).json().access_token
  const nonce = (await issuer.app.inject({ method: 'POST', url: `/${council}/nonce` })).json().c_nonce
  const proof = makeProof(makeKeyPair(), { aud: authority.identifier, iat: now, nonce })
  const answer = await issuer.app.inject({ method: 'POST', url: `/${council}/credential`, headers: { authorization: `Bearer ${token}` }, payload: credentialBody(proof) })
  expect(answer.statusCode).toBe(200)
}

/** Revokes the credential that was issued as the so-manieth, from 0. */
export async function revoke(issuer: Issuer, file: string, place: number): Promise<void> {
  const reading = await openForReading(file)
  const issued = await reading.all<{ id: CounterfoilId }>('SELECT id FROM counterfoils ORDER BY rowid')
  await reading.close()
  const authority = issuer.authorities.get('aldermoor')
  const id = issued[place]?.id
  if (authority === undefined || id === undefined) throw new Error('nothing to revoke')
  await issuer.changeStatus(authority, id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
}
