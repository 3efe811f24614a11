import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import type { ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { copiesLeft, keyNamesOf } from '@counterfoil/wallet/domain/credential-copies'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { issueCredential, keysOfProofs, partsOfJwt, publishOffer, sampleClaims, txCode, type IssuerChanges } from './support/stub-issuer.ts'
import { json } from './support/stub-internet.ts'
import { hold, openedAnswer, publishRequest, respondWith, sentToAskers } from './support/stub-verifier.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const collect = async (world: WalletWorld, changes: IssuerChanges = {}): Promise<HeldCredential> => {
  const received = await receiveToRedeem(world.wallet, publishOffer(world, changes))
  return (await world.wallet.collectCredential(received, await world.wallet.redeemOffer(received, txCode))).held
}

/** The key that a credential is for. */
const keyIn = (credential: string): unknown => partsOfJwt(credential)[1]?.['cnf']
const credentialsOf = ({ credential, copies = [] }: HeldCredential): readonly string[] => [credential, ...copies.map((copy) => copy.credential)]
const heldIn = async ({ wallet }: Pick<WalletWorld, 'wallet'>): Promise<HeldCredential> => (await wallet.vault.credentials())[0] ?? expect.fail()
const leftIn = async (world: WalletWorld): Promise<number | null> => copiesLeft(await heldIn(world))

const ask = (world: Pick<WalletWorld, 'internet' | 'aldermoor' | 'wallet'>, nonce: string): Promise<ConsentRequest> => world.wallet.readRequest(parsePresentationRequest(publishRequest(world, { claims: { nonce } })))
const agree = ({ wallet }: Pick<WalletWorld, 'wallet'>, consent: ConsentRequest) =>
  wallet.answerRequest(consent, partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))
const share = async (world: WalletWorld, nonce: string): Promise<void> => void (await agree(world, await ask(world, nonce)))

/** The keys by which credentials were shown, in the order of the answers. */
const shownKeys = (world: WalletWorld): readonly string[] =>
  sentToAskers(world)
    .filter(({ method }) => method === 'POST')
    .flatMap((sent) => Object.values(openedAnswer(sent).vp_token).map(([presentation = '']) => JSON.stringify(keyIn(presentation))))

describe('an issuer that gives several copies at once', () => {
  it('is asked for five, each with a key of its own and a place of its own, by one request with one nonce', async () => {
    const world = await startWalletWorld()
    const held = await collect(world)
    expect(credentialsOf(held)).toHaveLength(5)
    expect(new Set(credentialsOf(held).map((credential) => JSON.stringify(keyIn(credential)))).size).toBe(5)
    expect([held.status, ...(held.copies ?? []).map(({ status }) => status)].map((status) => status?.index)).toEqual([7, 8, 9, 10, 11])
    expect(copiesLeft(held)).toBe(5)
    const [request, ...others] = world.internet.sentTo('https://issuer.example/aldermoor/credential')
    expect([new Set(keysOfProofs(request ?? expect.fail()).map(({ x }) => x)).size, others]).toEqual([5, []])
  })

  it.each([
    ['two', 2, 2],
    ['one', 1, null],
    ['half a one', 0.5, null],
  ] as const)('and says that it gives %s is asked for no more', async (_what, batchSize, left) => {
    const world = await startWalletWorld()
    const metadata = (value: JsonObject) => ({ ...value, batch_credential_issuance: batchSize < 1 ? undefined : { batch_size: batchSize } })
    expect(copiesLeft(await collect(world, { metadata }))).toBe(left)
  })

  it('may give fewer, in any order', async () => {
    const world = await startWalletWorld()
    const held = await hold(world, { respond: (_, request) => json({ credentials: keysOfProofs(request).slice(1, 4).toReversed().map((jwk) => ({ credential: issueCredential(world.aldermoor, jwk) })) }) })
    expect(copiesLeft(held)).toBe(3)
    for (const nonce of ['n-1', 'n-2', 'n-3']) await share(world, nonce.padEnd(20, '0'))
    expect(new Set(shownKeys(world)).size).toBe(3)
  })

  it.each<[string, (credentials: readonly string[], another: (claims: JsonObject) => string) => readonly string[]]>([
    ['more than were asked for', (credentials) => [...credentials, credentials[0] ?? '']],
    ['two for one key', (credentials) => credentials.with(1, credentials[0] ?? '')],
    ['one that says something else', (credentials, another) => credentials.with(4, another({ ...sampleClaims, given_name: 'Eve' }))],
    ['one that is none', (credentials) => credentials.with(2, 'a.b.c~')],
  ])('gives none that is kept when it gives %s', async (_what, spoil) => {
    const world = await startWalletWorld()
    const respond: IssuerChanges['respond'] = (_, request) => {
      const keys = keysOfProofs(request)
      const credentials = keys.map((jwk) => issueCredential(world.aldermoor, jwk))
      return json({ credentials: spoil(credentials, (claims) => issueCredential(world.aldermoor, keys.at(-1) ?? keys[0], { claims })).map((credential) => ({ credential })) })
    }
    await expect(collect(world, { respond })).rejects.toMatchObject({ code: 'credential_wrong' })
  })
})

const nonces = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((word) => word.padEnd(20, '-'))

describe('a credential of several copies', () => {
  it('shows another at each exchange, and the last again rather than leave anybody without', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const left: (number | null)[] = []
    for (const nonce of nonces) {
      await share(world, nonce)
      left.push(await leftIn(world))
    }
    const keys = shownKeys(world)
    expect(new Set(keys.slice(0, 5)).size).toBe(5)
    expect(new Set(keys.slice(4)).size).toBe(1)
    expect(left).toEqual([4, 3, 2, 1, 0, 0, 0])
  })

  it('lets the key of a copy go once it was shown, and looks at the place of the next one in the list', async () => {
    const world = await startWalletWorld()
    const { id } = await hold(world)
    await share(world, nonces[0] ?? '')
    await expect(world.wallet.keys.sign(id, 'x')).rejects.toMatchObject({ code: 'key_missing' })
    expect((await heldIn(world)).status?.index).toBe(8)
  })

  it('shows different ones in two tabs at once', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const other = { ...world, wallet: await openWallet(world) }
    const consents = [await ask(world, nonces[0] ?? ''), await ask(other, nonces[1] ?? '')]
    await Promise.all(consents.map((consent, place) => agree(place === 0 ? world : other, consent)))
    expect(new Set(shownKeys(world)).size).toBe(2)
    expect(await leftIn(world)).toBe(3)
  })

  it('shows the same one again to whom it may not have reached, also after a reload, and to nobody else', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world, nonces[0] ?? '')
    respondWith(world, () => Promise.reject(new TypeError('fetch failed')))
    await expect(agree(world, consent)).rejects.toMatchObject({ code: 'not_reachable' })
    const reloaded = { ...world, wallet: await openWallet(world) }
    await expect(agree(reloaded, consent)).rejects.toMatchObject({ code: 'not_reachable' })
    respondWith(world, () => json({}))
    await share(world, nonces[1] ?? '')
    const [first, second, elsewhere] = shownKeys(world)
    expect(second).toBe(first)
    expect(elsewhere).not.toBe(first)
    expect(await leftIn(world)).toBe(3)
  })

  it('counts one as shown that was refused', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world, nonces[0] ?? '')
    respondWith(world, () => json({ error: 'invalid_request' }, 400))
    await expect(agree(world, consent)).rejects.toMatchObject({ code: 'answer_refused' })
    expect(await leftIn(world)).toBe(4)
  })

  it('shows nothing when it says something else than what the citizen agreed to', async () => {
    const world = await startWalletWorld()
    const { id } = await hold(world)
    const consent = await ask(world, nonces[0] ?? '')
    await world.wallet.vault.amend(id, (held) => ({ ...held, claims: { ...held.claims, given_name: 'Eve' } }))
    await expect(agree(world, consent)).rejects.toMatchObject({ code: 'credential_changed' })
    expect(shownKeys(world)).toEqual([])
    expect(await leftIn(world)).toBe(5)
  })

  it('ends with all of its keys', async () => {
    const world = await startWalletWorld()
    const held = await hold(world)
    await world.wallet.refuseCredential(held)
    expect(keyNamesOf(held)).toHaveLength(5)
    for (const name of keyNamesOf(held)) await expect(world.wallet.keys.sign(name, 'x')).rejects.toMatchObject({ code: 'key_missing' })
  })
})
