import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import type { StatusConfig } from '@counterfoil/issuer/status-config'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { fiveCouncils, goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, type CouncilId, type Scene } from './issuer-scene.ts'
import { openDesk } from './staff-desk.ts'

const councils = fiveCouncils.slice(0, 3)
const shared: StatusConfig = { clock: seconds(0), history: true, common: { signer: 'aldermoor', authorities: ['brackenfield', 'corvesdale'] } }
const separate: StatusConfig = { clock: seconds(0), history: true }
const common = `${issuerUrl}/aldermoor/status-lists/1`

let scene: Scene
let people = 0
beforeAll(async () => {
  scene = await openScene({ councils, settings: { status: shared } })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

interface Issued {
  readonly id: CounterfoilId
  readonly places: readonly { readonly uri: string; readonly idx: number }[]
}

/** A credential of a council for each of so many keys, collected by HTTP. */
async function issue(authority: CouncilId, keys = 1): Promise<Issued> {
  const { accessToken, id: offer } = await scene.redeemed({ authority, person: goodRecord(`AL-8${(people += 1)}`) })
  const nonce = await scene.nonce(authority)
  const jwt = Array.from({ length: keys }, () => makeProof(makeKeyPair(), proofClaims(nonce, { aud: `${issuerUrl}/${authority}`, iat: scene.clock.now() })))
  const answer = await scene.credentialWith(accessToken, { credential_configuration_id: 'residency-sd-jwt', proofs: { jwt } }, { authority })
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', offer)
  if (row === undefined) throw new Error('nothing was issued')
  const places = answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => (parseSdJwt(credential, { sha256: sha256Base64Url }).claims['status'] as unknown as { status_list: Issued['places'][number] }).status_list)
  return { id: row.id, places }
}

const revokedBy = (authority: CouncilId, { id }: Issued) => scene.issuer.changeStatus(scene.authority(authority), id, 'revoke', { staff: staffOf(authority), reason: 'at_request' })
const get = (uri: string, accept?: string) => scene.inject({ method: 'GET', url: uri.slice(issuerUrl.length), headers: accept === undefined ? {} : { accept } })
const statusesIn = async (uri: string, { places }: Issued): Promise<number[]> => {
  const list = getListFromStatusListJWT((await get(uri)).body)
  return places.map(({ idx }) => list.getStatus(idx))
}
/** Closes the issuer, and opens one on the same data with other settings. */
async function reopen(status: StatusConfig): Promise<void> {
  const { folder, clock } = scene
  const now = clock.now()
  await scene.close()
  scene = await openScene({ folder, councils, settings: { status } })
  scene.clock.advance(now - scene.clock.now())
}

describe('lists that several councils share', () => {
  it('have the credentials of all of them, of single ones and of batches, each at a place of its own', async () => {
    const all = [await issue('aldermoor', 2), await issue('brackenfield', 3), await issue('corvesdale'), await issue('brackenfield')].flatMap(({ places }) => places)
    expect(new Set(all.map(({ uri }) => uri))).toEqual(new Set([common]))
    expect(new Set(all.map(({ idx }) => idx)).size).toBe(all.length)
    expect((await get(`${issuerUrl}/brackenfield/status-lists/1`)).statusCode).toBe(404)
  })

  it('are signed by their signer in every form, with its own key and name, whoever asks', async () => {
    const { kid, x5c } = scene.keysOf('aldermoor').status
    const key = createPublicKey({ key: { ...scene.keyOf(kid).jwk }, format: 'jwk' })
    for (const address of [common, `${common}/revocation`, `${common}/suspension`]) {
      const [header = '', payload = '', signature = ''] = (await get(address)).body.split('.')
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ kid, ...(address === common ? {} : { typ: 'vc+jwt' }) })
      expect(verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(true)
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { issuer?: string; sub?: string }
      expect(claims).toMatchObject(address === common ? { sub: common } : { issuer: scene.authority('aldermoor').did })
    }
    expect(x5c).toHaveLength(1)
    expect((await get(common, 'application/statuslist+cwt')).rawPayload.includes(Buffer.from(kid))).toBe(true)
  })

  it('show what each council decides of its own credentials, a whole batch by one revocation', async () => {
    const [mine, theirs] = [await issue('brackenfield', 3), await issue('corvesdale')]
    await revokedBy('brackenfield', mine)
    expect(await statusesIn(common, mine)).toEqual([1, 1, 1])
    expect(await statusesIn(common, theirs)).toEqual([0])
  })

  it('give nobody a say in another council\'s credentials: not who signs them, nor who shares them', async () => {
    const theirs = await issue('corvesdale')
    for (const other of ['aldermoor', 'brackenfield'] as const) {
      await expect(revokedBy(other, theirs)).rejects.toMatchObject({ code: 'not_found' })
      expect((await (await openDesk(scene, other, { steppedUp: true })).post(`/staff/credentials/${theirs.id}/revoke`, { reason: 'at_request' })).statusCode).toBe(404)
    }
    expect(await statusesIn(common, theirs)).toEqual([0])
  })

  it('are told of the past with the entries of all', async () => {
    const [one, other] = [await issue('brackenfield'), await issue('aldermoor')]
    scene.clock.advance(600)
    await revokedBy('brackenfield', one)
    scene.clock.advance(600)
    await revokedBy('aldermoor', other)
    scene.clock.advance(600)
    const at = (ago: number): string => `${common}?time=${scene.clock.now() - ago}`
    expect([await statusesIn(at(1300), one), await statusesIn(at(700), one), await statusesIn(at(700), other), await statusesIn(at(300), other)]).toEqual([[0], [1], [0], [1]])
  })

  it('are for new credentials alone: what was issued before stays where it is, whichever way a council changes its mind', async () => {
    const before = await issue('corvesdale')
    await reopen(separate)
    const alone = await issue('corvesdale')
    expect(alone.places[0]?.uri).toBe(`${issuerUrl}/corvesdale/status-lists/1`)
    await revokedBy('corvesdale', before)
    await revokedBy('corvesdale', alone)
    expect([await statusesIn(common, before), await statusesIn(`${issuerUrl}/corvesdale/status-lists/1`, alone)]).toEqual([[1], [1]])
    await reopen(shared)
    const again = await issue('corvesdale')
    expect(again.places[0]?.uri).toBe(common)
    expect([await statusesIn(common, before), await statusesIn(common, again), await statusesIn(`${issuerUrl}/corvesdale/status-lists/1`, alone)]).toEqual([[1], [0], [1]])
  })
})
