import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CounterfoilId } from '@counterfoil/issuer/domain/counterfoil'
import { sha256Base64Url } from '@counterfoil/service-kit/crypto/es256'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { parseSdJwt } from '@counterfoil/shared/sd-jwt/parse-sd-jwt'
import { readStatus } from '@counterfoil/shared/status-list/status-bits'
import { parseStatusListToken } from '@counterfoil/shared/status-list/status-list-token'
import { credentialBody, issuerUrl, makeKeyPair, makeProof, openScene, proofClaims, staffOf, start, type KeyPair, type Scene } from './issuer-scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const keysFor = (count: number): KeyPair[] => Array.from({ length: count }, makeKeyPair)
const bodyOf = (proofs: readonly string[]) => ({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: proofs } })

/** Asks for a credential for each key, with one nonce or one for each. */
async function ask(accessToken: string, keys: readonly KeyPair[], options: { readonly nonces?: readonly string[]; readonly configuration?: string } = {}) {
  const nonces = options.nonces ?? [await scene.nonce()]
  const proofs = keys.map((key, place) => makeProof(key, proofClaims(nonces[place] ?? nonces[0] ?? '')))
  return scene.credentialWith(accessToken, { ...bodyOf(proofs), ...(options.configuration === undefined ? {} : { credential_configuration_id: options.configuration }) })
}

interface Read {
  readonly index: number
  readonly list: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly disclosures: readonly string[]
}

const readAll = (answer: Awaited<ReturnType<typeof ask>>): Read[] =>
  answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => {
    const { claims } = parseSdJwt(credential, { sha256: sha256Base64Url })
    const { status_list: entry } = claims['status'] as unknown as { status_list: { idx: number; uri: string } }
    return { index: entry.idx, list: entry.uri, claims, disclosures: credential.split('~').slice(1, -1) }
  })

async function statusesOf(credentials: readonly Read[]): Promise<(number | null)[]> {
  const answer = await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })
  const { list } = parseStatusListToken(answer.body, { uri: `${issuerUrl}/aldermoor/status-lists/1`, now: epochSeconds(start) }, (bytes, largest) => inflateSync(bytes, { maxOutputLength: largest }))
  return credentials.map(({ index }) => readStatus(list, index))
}

describe('a batch', () => {
  it('is announced in the metadata', async () => {
    const metadata = (await scene.inject({ method: 'GET', url: '/.well-known/openid-credential-issuer/aldermoor' })).json()
    expect(metadata.batch_credential_issuance).toEqual({ batch_size: 10 })
  })

  it('is one credential for each key, with nothing by which two of them could be linked but the claims', async () => {
    const { accessToken, id } = await scene.redeemed()
    const keys = keysFor(10)
    const answer = await ask(accessToken, keys)
    expect(answer.statusCode).toBe(200)
    const credentials = readAll(answer)
    expect(credentials.map(({ claims }) => (claims['cnf'] as { jwk: unknown }).jwk)).toEqual(keys.map(({ jwk }) => jwk))
    expect(new Set(credentials.map(({ index }) => index)).size).toBe(10)
    expect(new Set(credentials.flatMap(({ disclosures }) => disclosures)).size).toBe(credentials.flatMap(({ disclosures }) => disclosures).length)
    for (const { claims } of credentials) expect([Number(claims['iat']) % 86_400, Number(claims['exp']) % 86_400, claims['jti'], claims['given_name']]).toEqual([0, 0, undefined, 'Ceridwen'])
    expect(await scene.rows('SELECT count(*) AS counterfoils FROM counterfoils WHERE offer = ?', id)).toEqual([{ counterfoils: 1 }])
  })

  it('has places that lie apart: none tells where the next one is', async () => {
    const gaps: number[] = []
    for (let turn = 0; turn < 20; turn += 1) {
      const indices = readAll(await ask((await scene.redeemed()).accessToken, keysFor(10))).map(({ index }) => index)
      gaps.push(...indices.slice(1).map((index, place) => index - (indices[place] ?? 0)))
    }
    expect(new Set(gaps).size).toBe(gaps.length)
    const mean = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / gaps.length
    // Two places taken at random of a million lie a third of it apart on average.
    expect(mean).toBeGreaterThan(1_048_576 / 5)
    expect(mean).toBeLessThan(1_048_576 / 2)
  })

  it('is one credential in any other format, too', async () => {
    const answer = await ask((await scene.redeemed()).accessToken, keysFor(3), { configuration: 'residency-jwt-vc' })
    const subjects = answer.json<{ credentials: { credential: string }[] }>().credentials.map(({ credential }) => JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()).credentialSubject.id)
    expect(new Set(subjects).size).toBe(3)
  })

  it('ends as a whole by one revocation, which is one audit entry', async () => {
    const { accessToken, id } = await scene.redeemed()
    const credentials = readAll(await ask(accessToken, keysFor(10)))
    expect(await statusesOf(credentials)).toEqual(credentials.map(() => 0))
    const [row] = await scene.rows<{ id: CounterfoilId }>('SELECT id FROM counterfoils WHERE offer = ?', id)
    if (row === undefined) throw new Error('nothing was issued')
    await scene.issuer.changeStatus(scene.authority('aldermoor'), row.id, 'suspend', { staff: staffOf('aldermoor'), reason: 'at_request' })
    expect(await statusesOf(credentials)).toEqual(credentials.map(() => 2))
    await scene.issuer.changeStatus(scene.authority('aldermoor'), row.id, 'revoke', { staff: staffOf('aldermoor'), reason: 'moved_away' })
    expect(await statusesOf(credentials)).toEqual(credentials.map(() => 1))
    expect(await scene.rows("SELECT count(*) AS told FROM audit_entries WHERE object = ? AND event = 'credential.revoked'", row.id)).toEqual([{ told: 1 }])
  })

  it('comes again as it was when its answer was lost, in part for who asks for part of it', async () => {
    const { accessToken } = await scene.redeemed()
    const keys = keysFor(4)
    const nonces = [await scene.nonce()]
    const first = readAll(await ask(accessToken, keys, { nonces }))
    const [again, later, part] = [await ask(accessToken, keys, { nonces }), await ask(accessToken, keys.toReversed()), await ask(accessToken, keys.slice(2))]
    expect(readAll(again).map(({ index }) => index)).toEqual(first.map(({ index }) => index))
    expect(readAll(later).map(({ index }) => index)).toEqual(first.map(({ index }) => index).toReversed())
    expect(readAll(part).map(({ index }) => index)).toEqual(first.slice(2).map(({ index }) => index))
    const more = await ask(accessToken, [...keys, makeKeyPair()])
    expect([more.statusCode, more.json().error]).toEqual([400, 'credential_request_denied'])
  })

  it('takes a nonce for all of its proofs, or one for each, and none that was spent', async () => {
    const { accessToken } = await scene.redeemed()
    const nonces = [await scene.nonce(), await scene.nonce(), await scene.nonce()]
    expect((await ask(accessToken, keysFor(3), { nonces })).statusCode).toBe(200)
    const other = await scene.redeemed()
    const answer = await ask(other.accessToken, keysFor(2), { nonces: [await scene.nonce(), nonces[2] ?? ''] })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
    expect(await scene.rows('SELECT id FROM counterfoils WHERE offer = ?', other.id)).toEqual([])
  })

  it('comes again as it was when its answer was lost, with a nonce for each of its proofs', async () => {
    const { accessToken } = await scene.redeemed()
    const keys = keysFor(3)
    const nonces = [await scene.nonce(), await scene.nonce(), await scene.nonce()]
    const first = await ask(accessToken, keys, { nonces })
    const again = await ask(accessToken, keys, { nonces })
    expect([first.statusCode, again.statusCode]).toEqual([200, 200])
    expect(readAll(again).map(({ index }) => index)).toEqual(readAll(first).map(({ index }) => index))
    // In another format it is another request, whose nonces are spent.
    expect((await ask(accessToken, keys, { nonces, configuration: 'residency-jwt-vc' })).json().error).toBe('invalid_nonce')
  })

  it('spends no nonce where it is refused for one of them', async () => {
    const spent = await scene.nonce()
    expect((await ask((await scene.redeemed()).accessToken, keysFor(1), { nonces: [spent] })).statusCode).toBe(200)
    const { accessToken } = await scene.redeemed()
    const [keys, nonces] = [keysFor(3), [await scene.nonce(), await scene.nonce()]]
    expect((await ask(accessToken, keys, { nonces: [...nonces, spent] })).json().error).toBe('invalid_nonce')
    expect((await ask(accessToken, keys, { nonces: [...nonces, await scene.nonce()] })).statusCode).toBe(200)
  })

  it('is issued once for fifty requests at once', async () => {
    const { accessToken, id } = await scene.redeemed()
    const nonce = await scene.nonce()
    const body = bodyOf(keysFor(3).map((key) => makeProof(key, proofClaims(nonce))))
    const answers = await Promise.all(Array.from({ length: 50 }, () => scene.credentialWith(accessToken, body)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(await scene.rows('SELECT count(*) AS copies FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil WHERE c.offer = ?', id)).toEqual([{ copies: 2 }])
  })
})

describe('of a batch nothing is issued', () => {
  const spoilt = (proof: string): string => `${proof.slice(0, -2)}${proof.endsWith('A') ? 'BA' : 'AA'}`

  it.each<[row: string, proofs: (good: readonly string[]) => readonly string[], error: string]>([
    ['PRF-36 for eleven keys', (good) => good, 'invalid_proof'],
    ['PRF-37 when the ninth of ten is bad', (good) => good.slice(0, 10).map((proof, place) => (place === 8 ? spoilt(proof) : proof)), 'invalid_proof'],
    ['for one key twice', (good) => [good[0] ?? '', good[1] ?? '', good[0] ?? ''], 'invalid_proof'],
    ['when one of its proofs is no proof', (good) => [good[0] ?? '', 'a.b.c'], 'invalid_proof'],
  ])('%s', async (_row, proofs, error) => {
    const { accessToken, id } = await scene.redeemed()
    const nonce = await scene.nonce()
    const before = await scene.rows('SELECT allotted FROM status_lists ORDER BY authority')
    const answer = await scene.credentialWith(accessToken, bodyOf(proofs(keysFor(11).map((key) => makeProof(key, proofClaims(nonce))))))
    expect([answer.statusCode, answer.json().error]).toEqual([400, error])
    expect(await scene.rows('SELECT id FROM counterfoils WHERE offer = ?', id)).toEqual([])
    expect(await scene.rows('SELECT allotted FROM status_lists ORDER BY authority')).toEqual(before)
    expect((await scene.credentialWith(accessToken, credentialBody(makeProof(makeKeyPair(), proofClaims(nonce))))).statusCode).toBe(200)
  })

  it('when one of its proofs has a nonce of another authority', async () => {
    const { accessToken } = await scene.redeemed()
    const answer = await ask(accessToken, keysFor(2), { nonces: [await scene.nonce(), await scene.nonce('brackenfield')] })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_nonce'])
  })
})
