import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../support/ledger.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentialBody, makeKeyPair, makeProof, openScene, proofClaims, start, type Scene } from './issuer-scene.ts'

const folder = temporaryFolder()
const file = join(folder.path, 'network.json')
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ networkFile: file })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
  folder.remove()
})

const headerOf = (token: string): { readonly kid: string; readonly x5c: readonly string[] } => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
const credential = async () => {
  const { accessToken } = await scene.redeemed()
  const proof = makeProof(makeKeyPair(), proofClaims(await scene.nonce(), { iat: scene.clock.now() }))
  const answer = await scene.credentialWith(accessToken, credentialBody(proof))
  return headerOf(answer.json<{ credentials: { credential: string }[] }>().credentials[0]?.credential ?? '')
}
const list = async () => headerOf((await scene.inject({ method: 'GET', url: '/aldermoor/status-lists/1' })).body)

/** Keys that custody has, in the place of keys that an operator would make: those of the other council. */
function write(signsFrom: number): void {
  const spare = scene.keysOf('brackenfield')
  const keys = scene.keysOf('aldermoor')
  const next = (kid: string) => ({ kid, x5c: [`certificate of ${kid}`], signsFrom })
  const changed = { ...keys, credential: { ...keys.credential, next: next(spare.credential.kid) }, status: { ...keys.status, next: next(spare.status.kid) } }
  const authorities = scene.network.authorities.map((one) => (one.id === 'aldermoor' ? { ...one, keys: changed } : one))
  writeFileSync(`${file}.new`, JSON.stringify({ ...scene.network, authorities }))
  renameSync(`${file}.new`, file)
}

describe('an issuer whose keys are changed while it runs', () => {
  it('signs with the next key from its time on, and with its certificate, without a restart', async () => {
    const before = scene.keysOf('aldermoor')
    const after = scene.keysOf('brackenfield')
    expect([(await credential()).kid, (await list()).kid]).toEqual([before.credential.kid, before.status.kid])
    write(start + 60)
    scene.clock.advance(59)
    // Longer than it takes to notice the file.
    await new Promise((resolve) => setTimeout(resolve, 4500))
    expect([(await credential()).kid, (await list()).kid]).toEqual([before.credential.kid, before.status.kid])
    scene.clock.advance(1)
    expect(await credential()).toMatchObject({ kid: after.credential.kid, x5c: [`certificate of ${after.credential.kid}`] })
    expect(await list()).toMatchObject({ kid: after.status.kid, x5c: [`certificate of ${after.status.kid}`] })
  })
})
