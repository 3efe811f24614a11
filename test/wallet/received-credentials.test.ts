import { describe, expect, it } from 'vitest'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { claimRows } from '@counterfoil/wallet/domain/claim-leaves'
import { Fault, type FaultCode } from '@counterfoil/wallet/domain/fault'
import { longestOffer } from '@counterfoil/wallet/domain/pending-offer'
import { filesBelow, textOf } from '../support/source-files.ts'
import { makeKey, signedJwt } from './support/stub-council.ts'
import { json, typed } from './support/stub-internet.ts'
import { issueCredential, partsOfJwt, publishOffer, sampleClaims, txCode, type CredentialChanges, type IssuerChanges } from './support/stub-issuer.ts'
import { publishRequest } from './support/stub-verifier.ts'
import { startOfWorld } from './support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'
import { receiveToRedeem } from './support/receive-to-redeem.ts'

const issuer = 'https://issuer.example/aldermoor'
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
    expect(await collect(() => ({}))).toMatchObject({ outcome: 'collected', keysLeft: 5 })
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
    ['now and later', inAnswer((credential) => ({ credentials: [{ credential }], transaction_id: 't', interval: 5 })), 'issuing_failed'],
    ['as a page', answering((credential) => typed(credential, 'text/html')), 'issuing_failed'],
    ['with a redirect', answering(() => new Response(null, { status: 302, headers: { location: 'https://evil.example' } })), 'sent_elsewhere'],
    ['never, as it says', answering(() => json({ error: 'credential_request_denied' }, 400)), 'issuing_failed'],
  ])('%s is not kept, and its key goes', async (_what, changesOf, expected) => {
    const { outcome, keysLeft } = await collect(changesOf)
    expect({ outcome, keysLeft }).toEqual({ outcome: expected, keysLeft: 0 })
  })

  it('WAL-06: that the citizen never asked for answers no form and is told of to nobody before they say that it is theirs; when it is not, nothing of it stays', async () => {
    const { world } = await collect(() => ({ credential: { claims: { ...sampleClaims, given_name: 'Mallory' } } }))
    const told = (): readonly unknown[] => world.internet.sentTo(`${issuer}/notification`).map(({ body }) => (JSON.parse(body) as { event: string }).event)
    const [held] = await world.wallet.vault.credentials()
    expect([held?.claims['given_name'], held?.unconfirmed !== undefined, told()]).toEqual(['Mallory', true, []])
    await expect(world.wallet.readRequest(parsePresentationRequest(publishRequest(world)))).rejects.toMatchObject({ code: 'nothing_matches' })
    await world.wallet.refuseCredential(held ?? expect.fail())
    expect([await world.wallet.vault.credentials(), await world.wallet.vault.activities(), await countKeys(world.database)]).toEqual([[], [], 0])
    await expect.poll(told).toEqual(['credential_deleted'])
  })

  it.each(['<img src=x onerror=alert(1)>', '<script>document.title=1</script>', 'javascript:alert(1)', '&lt;b&gt;', '{{constructor}}'])('WAL-14: that says %j says just that, as text', async (name) => {
    const { world } = await collect(() => ({ credential: { claims: { ...sampleClaims, given_name: name } } }))
    const [held] = await world.wallet.vault.credentials()
    const row = claimRows(held?.claims ?? {}, held?.labels ?? []).find(({ path }) => path.join() === 'given_name')
    expect(row).toMatchObject({ label: { en: 'First name' }, value: name })
  })

  it('WAL-14: is drawn by no screen as markup: nothing of the wallet writes any', () => {
    const sources = filesBelow('wallet/src', ['.ts', '.tsx'])
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.filter((file) => /dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment/.test(textOf(file)))).toEqual([])
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
    expect(collected.held.id).toBe(redeemed.credentialId)
    await world.wallet.keepUnconfirmed(collected)
    expect(await countKeys(world.database)).toBe(1)
    expect(asked).toHaveLength(2)
    expect(asked[1]).toEqual(asked[0])
  })

  it('is collected by opening the offer again when the page was lost, before its answers or after, and no code is asked for twice (WAL-33)', async () => {
    const world = await startWalletWorld()
    const retryKeys: (string | null)[] = []
    const asked: P256PublicJwk[] = []
    const link = publishOffer(world, {
      token: ({ body }) => {
        retryKeys.push(new URLSearchParams(body).get('retry_key'))
        return retryKeys.length === 1 ? new Response('lost', { status: 502 }) : json({ access_token: 't1', token_type: 'Bearer' })
      },
      respond: (jwk) => {
        asked.push(jwk)
        return asked.length === 1 ? new Response('lost', { status: 502 }) : json({ credentials: [{ credential: issueCredential(world.aldermoor, jwk) }] })
      },
    })
    const first = await receiveToRedeem(world.wallet, link)
    await expect(world.wallet.redeemOffer(first, txCode)).rejects.toMatchObject({ code: 'not_reachable' })

    const second = await openWallet(world)
    const again = await receiveToRedeem(second, link)
    expect(again.isRedeemed).toBe(false)
    await expect(second.collectCredential(again, await second.redeemOffer(again, txCode))).rejects.toMatchObject({ code: 'not_reachable' })

    const third = await openWallet(world)
    // Its issuer shows a used offer to nobody.
    world.internet.on(`${issuer}/offers/o1`, () => new Response(null, { status: 404 }))
    const redeemed = await receiveToRedeem(third, link)
    expect(redeemed.isRedeemed).toBe(true)
    await third.keepUnconfirmed(await third.collectCredential(redeemed, await third.redeemOffer(redeemed, null)))
    expect(new Set(retryKeys).size).toBe(1)
    expect(new Set(asked.map(({ x }) => x)).size).toBe(1)
    expect(await third.vault.credentials()).toHaveLength(1)
    expect(await third.vault.pendingOffers()).toEqual([])
    expect(await countKeys(world.database)).toBe(1)
  })

  it('is kept by one of two tabs; the other is told, and takes no key away (WAL-34)', async () => {
    const world = await startWalletWorld()
    const received = await receiveToRedeem(world.wallet, publishOffer(world))
    const redeemed = await world.wallet.redeemOffer(received, txCode)
    const [one, other] = await Promise.all([0, 1].map(() => world.wallet.collectCredential(received, redeemed)))
    if (one === undefined || other === undefined) throw new Error('not collected')
    await world.wallet.keepUnconfirmed(one)
    await expect(world.wallet.keepUnconfirmed(other)).rejects.toMatchObject({ code: 'offer_gone' })
    expect(await world.wallet.vault.credentials()).toHaveLength(1)
    expect(await countKeys(world.database)).toBe(5)
  })

  it('leaves nothing of what was begun a day ago and never came to it', async () => {
    const world = await startWalletWorld()
    const lost = publishOffer(world, { token: () => new Response('lost', { status: 502 }) })
    await expect(world.wallet.redeemOffer(await receiveToRedeem(world.wallet, lost), txCode)).rejects.toMatchObject({ code: 'not_reachable' })
    const [old] = await world.wallet.vault.pendingOffers()
    if (old === undefined) throw new Error('nothing rests')
    await world.wallet.vault.endPendingOffer(old.id)
    await world.wallet.vault.notePendingOffer({ ...old, id: 'offer of another day' })
    world.clock.now += longestOffer + 1
    await expect(world.wallet.redeemOffer(await receiveToRedeem(world.wallet, lost), txCode)).rejects.toMatchObject({ code: 'not_reachable' })
    expect((await world.wallet.vault.pendingOffers()).map(({ id }) => id)).toEqual([old.id])
    expect(await countKeys(world.database)).toBe(5)
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
