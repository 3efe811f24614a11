import { verify } from 'node:crypto'
import { gunzipSync, inflateSync } from 'node:zlib'
import { Bitstring } from '@digitalbazaar/bitstring'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { decode, encode, Tag } from 'cbor2'
import { importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeReason, CounterfoilId, StatusChange } from '@counterfoil/issuer/domain/counterfoil'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { goodRecord, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, start, type Scene } from './issuer-scene.ts'

let scene: Scene
/** Places of a batch that was revoked, one that is suspended, and one that stands. */
let places: Readonly<Record<'revoked' | 'suspended' | 'valid', readonly number[]>>
const uri = `${issuerUrl}/aldermoor/status-lists/1`
let people = 0

async function issued(): Promise<{ readonly id: CounterfoilId; readonly indices: number[] }> {
  const { accessToken, id } = await scene.redeemed({ person: goodRecord(`AL-7${(people += 1)}`) })
  const nonce = await scene.nonce()
  const proofs = [makeKeyPair(), makeKeyPair()].map((key) => makeProof(key, proofClaims(nonce, { iat: scene.clock.now() })))
  const answer = await scene.credentialWith(accessToken, { credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: proofs } })
  const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', id)
  if (row === undefined) throw new Error('nothing was issued')
  const indices = answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => {
    const status = parseSdJwt(credential, { sha256: sha256Base64Url }).claims['status'] as unknown as { status_list: { idx: number } }
    return status.status_list.idx
  })
  return { id: row.id, indices }
}

const change = (id: CounterfoilId, to: StatusChange, reason: ChangeReason = 'at_request') => scene.issuer.changeStatus(scene.authority('aldermoor'), id, to, { staff: staffOf('aldermoor'), reason })

beforeAll(async () => {
  scene = await openScene()
  const [revoked, suspended, valid] = [await issued(), await issued(), await issued()]
  await change(revoked.id, 'revoke', 'moved_away')
  await change(suspended.id, 'suspend')
  places = { revoked: revoked.indices, suspended: suspended.indices, valid: valid.indices }
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const get = (path = '', accept?: string, headers: Readonly<Record<string, string>> = {}) =>
  scene.inject({ method: 'GET', url: `/aldermoor/status-lists/1${path}`, headers: { ...(accept === undefined ? {} : { accept }), ...headers } })

interface Cwt {
  readonly guarded: Map<number, unknown>
  readonly beside: Map<number, unknown>
  readonly claims: Map<number, unknown>
}

/** Reads a COSE_Sign1 with a library that the issuer doesn't use, and verifies it. */
function readCwt(bytes: Buffer): Cwt {
  const sign1 = decode<Tag>(bytes, { preferMap: true })
  expect(sign1).toBeInstanceOf(Tag)
  expect(Number(sign1.tag)).toBe(18)
  const [guarded, beside, payload, signature] = sign1.contents as [Uint8Array, Map<number, unknown>, Uint8Array, Uint8Array]
  const { kid } = scene.keysOf('aldermoor').status
  // Plain bytes: the library writes a Buffer as JSON does.
  const structure = encode(['Signature1', new Uint8Array(guarded), new Uint8Array(), new Uint8Array(payload)])
  const key = scene.keyOf(kid).privateKey
  expect(verify('sha256', structure, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  return { guarded: decode(guarded, { preferMap: true }), beside, claims: decode(payload, { preferMap: true }) }
}

describe('one list in many forms', () => {
  it('is a JWT unless asked otherwise, as another library reads it', async () => {
    for (const accept of [undefined, '*/*', 'application/statuslist+jwt', 'text/html']) {
      const answer = await get('', accept)
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['vary']]).toEqual([200, 'application/statuslist+jwt', 'accept'])
      const list = getListFromStatusListJWT(answer.body)
      expect(places.revoked.map((index) => list.getStatus(index))).toEqual([1, 1])
      expect(places.suspended.map((index) => list.getStatus(index))).toEqual([2, 2])
      expect(places.valid.map((index) => list.getStatus(index))).toEqual([0, 0])
    }
  })

  it('is a CWT with the same bits for who accepts that, as another library reads it', async () => {
    const answer = await get('', 'application/statuslist+cwt')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/statuslist+cwt'])
    const { guarded, beside, claims } = readCwt(answer.rawPayload)
    const { kid } = scene.keysOf('aldermoor').status
    expect([...guarded]).toEqual([[1, -7], [16, 'application/statuslist+cwt']])
    expect(Buffer.from(beside.get(4) as Uint8Array).toString()).toBe(kid)
    expect([...claims.keys()]).toEqual([2, 4, 6, 65_533, 65_534])
    expect([claims.get(2), claims.get(6), claims.get(4), claims.get(65_534)]).toEqual([uri, start, start + 86_400, 300])
    const list = claims.get(65_533) as Map<string, unknown>
    expect([...list.keys()]).toEqual(['bits', 'lst'])
    const bits = { bits: 2, bytes: new Uint8Array(inflateSync(list.get('lst') as Uint8Array)) } as const
    expect([places.revoked, places.suspended, places.valid].map((indices) => indices.map((index) => readStatus(bits, index)))).toEqual([[1, 1], [2, 2], [0, 0]])
    const jwt = JSON.parse(Buffer.from((await get()).body.split('.')[1] ?? '', 'base64url').toString())
    expect(Buffer.from(list.get('lst') as Uint8Array).toString('base64url')).toBe(jwt.status_list.lst)
  })

  it.each([['revocation', 'revoked'], ['suspension', 'suspended']] as const)('is a Bitstring Status List of %s, as another library reads it', async (purpose, status) => {
    const answer = await get(`/${purpose}`)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/vc+jwt'])
    const { kid, x5c } = scene.keysOf('aldermoor').status
    const { payload, protectedHeader } = await jwtVerify(answer.body, await importJWK({ ...scene.keyOf(kid).jwk }, 'ES256'), { currentDate: new Date(start * 1000), typ: 'vc+jwt' })
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid, x5c })
    expect(payload).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: `${uri}/${purpose}`,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: scene.authority('aldermoor').did,
      validFrom: '2025-11-24T16:00:00Z',
      validUntil: '2025-11-25T16:00:00Z',
      credentialSubject: { id: `${uri}/${purpose}#list`, type: 'BitstringStatusList', statusPurpose: purpose, ttl: 300_000 },
    })
    const { encodedList } = payload['credentialSubject'] as { encodedList: string }
    expect(encodedList.startsWith('u')).toBe(true)
    expect(gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'))).toHaveLength(131_072)
    const bitstring = new Bitstring({ buffer: await Bitstring.decodeBits({ encoded: encodedList.slice(1) }) })
    const set = Object.entries(places).flatMap(([name, indices]) => indices.map((index) => [name === status, bitstring.get(index)]))
    expect(set.every(([wanted, given]) => wanted === given)).toBe(true)
  })

  it.each(['', '/revocation', '/suspension'])('is told from each other by its tag, and asked for by it: "%s"', async (path) => {
    for (const accept of path === '' ? [undefined, 'application/statuslist+cwt'] : [undefined]) {
      const answer = await get(path, accept)
      const again = await get(path, accept, { 'if-none-match': String(answer.headers['etag']) })
      expect([again.statusCode, again.body]).toEqual([304, ''])
      expect([answer.headers['cache-control'], answer.headers['cdn-cache-control']]).toEqual(['public, no-cache', 'public, max-age=5, stale-if-error=3600'])
    }
    const tags = await Promise.all([get(), get('', 'application/statuslist+cwt'), get('/revocation'), get('/suspension')])
    expect(new Set(tags.map(({ headers }) => headers['etag'])).size).toBe(4)
  })

  it('is signed once for all who ask, and anew after a change', async () => {
    // A signature is never the same twice.
    const forms = [['', undefined], ['', 'application/statuslist+cwt'], ['/revocation', undefined], ['/suspension', undefined]] as const
    const all = async () => Promise.all(forms.map(async ([path, accept]) => (await get(path, accept)).rawPayload.toString('latin1')))
    const first = await all()
    expect(await all()).toEqual(first)
    await change((await issued()).id, 'suspend')
    for (const [place, later] of (await all()).entries()) expect(later).not.toBe(first[place])
  })

  it.each(['/x', '/revocation/x', '/message', '/__proto__', '/constructor'])('has no form "%s"', async (path) => {
    expect((await get(path)).statusCode).toBe(404)
  })
})

describe('a list of the past', () => {
  const at = (time: string | number, accept?: string) => get(`?time=${time}`, accept)
  const statuses = (body: string, indices: readonly number[]) => indices.map((index) => getListFromStatusListJWT(body).getStatus(index))
  const facts = (body: string) => JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as { iat: number; exp: number; sub: string }

  it('is as it was then, valid at the time asked about, and may be kept for good', async () => {
    const { id, indices } = await issued()
    scene.clock.advance(1000)
    const before = scene.clock.now()
    scene.clock.advance(1000)
    await change(id, 'suspend')
    scene.clock.advance(1000)
    const during = scene.clock.now()
    scene.clock.advance(1000)
    await change(id, 'reinstate', 'check_passed')
    scene.clock.advance(1000)
    const after = scene.clock.now()
    scene.clock.advance(1000)
    await change(id, 'revoke', 'moved_away')
    scene.clock.advance(1000)
    for (const [time, status] of [[before, 0], [during, 2], [after, 0], [scene.clock.now(), 1]] as const) {
      const answer = await at(time)
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/statuslist+jwt'])
      expect(statuses(answer.body, indices)).toEqual([status, status])
      const { iat, exp, sub } = facts(answer.body)
      expect([iat <= time, time < exp, sub]).toEqual([true, true, uri])
    }
    const kept = await at(before)
    expect(kept.headers['cache-control']).toBe('public, max-age=31536000')
    expect((await at(before)).body).toBe(kept.body)
    expect(statuses((await get()).body, indices)).toEqual([1, 1])
  })

  it('is to be had as CWT, too', async () => {
    const time = scene.clock.now() - 1000
    const { claims } = readCwt((await at(time, 'application/statuslist+cwt')).rawPayload)
    expect([Number(claims.get(6)) <= time, time < Number(claims.get(4))]).toEqual([true, true])
  })

  it('is the present one for a time that has only just begun', async () => {
    scene.clock.advance(300 - (scene.clock.now() % 300) + 5)
    const answer = await at(scene.clock.now())
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'public, no-cache'])
  })

  it.each([
    ['the future', () => scene.clock.now() + 1, 404],
    ['longer ago than anything is kept', () => scene.clock.now() - 401 * 86_400, 404],
    ['a time before time', () => -1, 400],
    ['no number', () => 'yesterday', 400],
    ['half a second', () => '1764000000.5', 400],
    ['nothing', () => '', 400],
    ['a very long number', () => '9'.repeat(400), 400],
    ['another writing of a number', () => '0x10', 400],
  ])('is refused for %s', async (_what, time, status) => {
    expect((await at(time())).statusCode).toBe(status)
  })

  it('is refused for two times at once', async () => {
    expect((await get('?time=1764000000&time=1764000001')).statusCode).toBe(400)
  })

  it('is built for one caller twenty times a minute and no oftener; what is at hand costs nothing, and the present one is for everybody', async () => {
    const ago = (periods: number): number => scene.clock.now() - 400_000 - periods * 300
    const from = (address: string, time: number) => scene.inject({ method: 'GET', url: `/aldermoor/status-lists/1?time=${time}`, remoteAddress: address })
    const codes: number[] = []
    for (let period = 0; period < 21; period += 1) codes.push((await from('192.0.2.7', ago(period))).statusCode)
    expect(codes).toEqual([...Array.from({ length: 20 }, () => 200), 429])
    const tooMany = await from('192.0.2.7', ago(30))
    expect([Number(tooMany.headers['retry-after']) > 0, tooMany.json().code]).toEqual([true, 'too_many_requests'])
    expect((await from('192.0.2.7', ago(3))).statusCode).toBe(200)
    expect((await from('192.0.2.8', ago(30))).statusCode).toBe(200)
    expect((await get()).statusCode).toBe(200)
  })

  it('is built one after another: who comes while many wait is told to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, place) => scene.inject({ method: 'GET', url: `/aldermoor/status-lists/1?time=${scene.clock.now() - 800_000 - place * 300}`, remoteAddress: `198.51.100.${place}` })))
    const turnedAway = answers.filter(({ statusCode }) => statusCode === 429)
    expect(turnedAway).toHaveLength(12)
    expect(turnedAway.every(({ headers }) => headers['retry-after'] === '5')).toBe(true)
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(8)
  })

  it('is built for one caller with two waiting at most, and for others beside', async () => {
    const ask = (address: string, place: number) => scene.inject({ method: 'GET', url: `/aldermoor/status-lists/1?time=${scene.clock.now() - 1_200_000 - place * 300}`, remoteAddress: address })
    const answers = await Promise.all([...[0, 1, 2, 3, 4].map((place) => ask('203.0.113.1', place)), ask('203.0.113.2', 5)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429, 429, 429, 200])
  })

  it('of another list is not there', async () => {
    expect((await scene.inject({ method: 'GET', url: `/aldermoor/status-lists/9?time=${start}` })).statusCode).toBe(404)
  })
})

describe('an issuer that does not tell the past', () => {
  it('answers 501 to who asks for it, and the present to anybody (Token Status List, 8.4)', async () => {
    const silent = await openScene({ settings: { status: { clock: seconds(60), history: false } } })
    try {
      const past = await silent.inject({ method: 'GET', url: `/aldermoor/status-lists/1?time=${start}` })
      expect([past.statusCode, past.headers['content-type']]).toEqual([501, 'application/problem+json; charset=utf-8'])
      const present = await silent.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
      expect(present.statusCode).toBe(200)
      expect((JSON.parse(Buffer.from(present.body.split('.')[1] ?? '', 'base64url').toString()) as { iat: number }).iat % 60).toBe(0)
    } finally {
      await silent.close()
      silent.erase()
    }
  })
})
