import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { makeKey, signedJwt } from './support/stub-council.ts'
import { json, typed } from './support/stub-internet.ts'
import { issueCredential, partsOfJwt, publishOffer, txCode, type CredentialChanges, type IssuerChanges } from './support/stub-issuer.ts'
import { startOfWorld } from './support/stub-world.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'
import { receiveToRedeem } from './support/receive-to-redeem.ts'

type ChangesOf<Value> = (world: WalletWorld) => Value

async function collect(changesOf: ChangesOf<IssuerChanges>): Promise<{ readonly outcome: FaultCode | 'collected'; readonly world: WalletWorld; readonly keysLeft: number }> {
  const world = await startWalletWorld()
  const { wallet } = world
  const received = await receiveToRedeem(wallet, publishOffer(world, changesOf(world)))
  const outcome = await wallet
    .redeemOffer(received, txCode)
    .then((token) => wallet.collectCredential(received, token))
    .then(async (collected) => {
      await wallet.keepUnconfirmed(collected)
      return 'collected' as const
    })
    .catch((error: unknown) => {
      if (error instanceof Fault) return error.code
      throw error
    })
  return { outcome, world, keysLeft: await countKeys(world.database) }
}

/** Keys of credentials in the browser's storage. */
async function countKeys(database: string): Promise<number> {
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(database)
    opening.addEventListener('success', () => resolve(opening.result))
    opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
  })
  return new Promise((resolve) => {
    const counting = opened.transaction('keys').objectStore('keys').count()
    counting.addEventListener('success', () => resolve(counting.result))
  })
}

describe('a credential that an issuer hands over', () => {
  it('is taken when it is what was offered', async () => {
    expect(await collect(() => ({}))).toMatchObject({ outcome: 'collected', keysLeft: 1 })
  })

  it('may leave its issuer unnamed, or name it by its address', async () => {
    for (const iss of [undefined, 'https://issuer.example/aldermoor']) expect((await collect(() => ({ credential: { payload: { iss } } }))).outcome).toBe('collected')
  })

  it.each<[string, ChangesOf<CredentialChanges>]>([
    ['for another key', () => ({ payload: { cnf: { jwk: makeKey().jwk } } })],
    ['for no key', () => ({ payload: { cnf: undefined } })],
    ['for a key named by a link', () => ({ payload: { cnf: { kid: 'did:example:1#key' } } })],
    ['of another type', () => ({ payload: { vct: 'https://issuer.example/types/residency/2' } })],
    ['of the type in capitals', () => ({ payload: { vct: 'HTTPS://issuer.example/types/residency/1' } })],
    ['signed by another listed council', ({ brackenfield }) => ({ signer: brackenfield.keys.credential })],
    ['signed by another council in the name of the first', ({ brackenfield, aldermoor }) => ({ signer: brackenfield.keys.credential, header: { kid: aldermoor.keys.credential.kid } })],
    ['signed by a stranger', ({ stranger }) => ({ signer: stranger.keys.credential, payload: { iss: stranger.listing.did } })],
    ['signed by a key that the council does not publish', ({ aldermoor }) => ({ header: { kid: `${aldermoor.listing.did}#delegate-9` } })],
    ['without naming a key', () => ({ header: { kid: undefined } })],
    ['that names another council as its issuer', ({ brackenfield }) => ({ payload: { iss: brackenfield.listing.did } })],
    ['of another kind of token', () => ({ header: { typ: 'JWT' } })],
    ['with another algorithm', () => ({ header: { alg: 'ES384' } })],
    ['with a critical header', () => ({ header: { crit: ['b64'], b64: false } })],
    ['that has expired', () => ({ payload: { exp: startOfWorld } })],
    ['that is not valid yet', () => ({ payload: { nbf: startOfWorld + 61 } })],
    ['that expires at no time', () => ({ payload: { exp: 'never' } })],
  ])('%s is not kept, its key goes, and the citizen is told (WAL-05)', async (_what, changesOf) => {
    const { outcome, keysLeft, world } = await collect((started) => ({ credential: changesOf(started) }))
    expect({ outcome, keysLeft, held: await world.wallet.vault.credentials() }).toEqual({ outcome: 'credential_wrong', keysLeft: 0, held: [] })
  })

  const answering = (answer: (credential: string, world: WalletWorld) => Response): ChangesOf<IssuerChanges> => (world) => ({ respond: (jwk: P256PublicJwk) => answer(issueCredential(world.aldermoor, jwk), world) })
  const inAnswer = (value: (credential: string) => unknown) => answering((credential) => json(value(credential)))

  it.each<[string, ChangesOf<IssuerChanges>, FaultCode]>([
    ['without its last disclosure digest intact', answering((credential) => json({ credentials: [{ credential: `${credential}WyJ4IiwiYWRtaW4iLHRydWVd~` }] })), 'credential_wrong'],
    ['with a disclosure twice', answering((credential) => json({ credentials: [{ credential: `${credential}${credential.split('~')[1]}~` }] })), 'credential_wrong'],
    ['with a key binding behind it', answering((credential, { aldermoor }) => json({ credentials: [{ credential: credential + signedJwt(aldermoor.keys.credential, { typ: 'kb+jwt' }, {}) }] })), 'credential_wrong'],
    ['as a bare JWT', answering((credential) => json({ credentials: [{ credential: credential.split('~')[0] }] })), 'credential_wrong'],
    ['as an object', inAnswer(() => ({ credentials: [{ credential: {} }] })), 'credential_wrong'],
    ['with a second one', inAnswer((credential) => ({ credentials: [{ credential }, { credential }] })), 'credential_wrong'],
    ['in the shape of a draft', inAnswer((credential) => ({ credential })), 'credential_wrong'],
    ['in a list of texts, as a draft had it', inAnswer((credential) => ({ credentials: [credential] })), 'credential_wrong'],
    ['as nothing', inAnswer(() => ({ credentials: [] })), 'credential_wrong'],
    ['later', inAnswer(() => ({ transaction_id: 't', interval: 5 })), 'credential_wrong'],
    ['as a page', answering((credential) => typed(credential, 'text/html')), 'issuing_failed'],
    ['with a redirect', answering(() => new Response(null, { status: 302, headers: { location: 'https://evil.example' } })), 'sent_elsewhere'],
    ['never, as it says', answering(() => json({ error: 'credential_request_denied' }, 400)), 'issuing_failed'],
  ])('%s is not kept, and its key goes', async (_what, changesOf, expected) => {
    const { outcome, keysLeft } = await collect(changesOf)
    expect({ outcome, keysLeft }).toEqual({ outcome: expected, keysLeft: 0 })
  })

  it('whose answer got lost is asked for again with the same token and key, and kept', async () => {
    const world = await startWalletWorld()
    const asked: { readonly jwk: P256PublicJwk; readonly token: string | null }[] = []
    const received = await receiveToRedeem(
      world.wallet,
      publishOffer(world, {
        respond: (jwk, { authorization }) => {
          asked.push({ jwk, token: authorization })
          return asked.length === 1 ? json({ error: 'server_error' }, 500) : json({ credentials: [{ credential: issueCredential(world.aldermoor, jwk) }] })
        },
      }),
    )
    const redeemed = await world.wallet.redeemOffer(received, txCode)
    await expect(world.wallet.collectCredential(received, redeemed)).rejects.toMatchObject({ code: 'not_reachable' })
    const collected = await world.wallet.collectCredential(received, redeemed)
    expect(collected.held.id).toBe(redeemed.id)
    // Given up before here, it would have left nothing behind.
    expect(await countKeys(world.database)).toBe(0)
    await world.wallet.keepUnconfirmed(collected)
    expect(await countKeys(world.database)).toBe(1)
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual(asked[0])
  })

  it('is asked for once more when the nonce had run out, with a new one, and no third time', async () => {
    let asked = 0
    const nonces: unknown[] = []
    const changes = (alive: number): ChangesOf<IssuerChanges> => ({ aldermoor }) => ({
      nonce: () => json({ c_nonce: `c-nonce-${(asked += 1)}` }),
      respond: (jwk, { body }) => {
        nonces.push(partsOfJwt((JSON.parse(body) as { proofs: { jwt: [string] } }).proofs.jwt[0])[1]?.['nonce'])
        return asked < alive ? json({ error: 'invalid_nonce' }, 400) : json({ credentials: [{ credential: issueCredential(aldermoor, jwk) }] })
      },
    })
    expect((await collect(changes(2))).outcome).toBe('collected')
    expect(nonces).toEqual(['c-nonce-1', 'c-nonce-2'])
    asked = 0
    expect(await collect(changes(9))).toMatchObject({ outcome: 'issuing_failed', keysLeft: 0 })
    expect(asked).toBe(2)
  })
})
