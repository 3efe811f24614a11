import { afterEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { signInOfferObject } from '@counterfoil/shared/oid4vci/credential-offer'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToSignIn } from '@counterfoil/wallet/use-cases/receive-offer'
import { receiveToRedeem } from './support/receive-to-redeem.ts'
import { json, type SentRequest } from './support/stub-internet.ts'
import { issueCredential, keysOfProofs, publishOffer, txCode, type IssuerChanges } from './support/stub-issuer.ts'
import { formOf, issuer, lastTo, linkOf, raise, receive, startSignInWorld } from './support/stub-sign-in.ts'
import { vct } from './support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const library = 'https://issuer.example/types/library/1'

/** With a card of the library beside residency, each in several formats. */
function withLibrary(metadata: JsonObject): JsonObject {
  const supported = metadata['credential_configurations_supported'] as Record<string, JsonObject>
  const card = { ...supported['residency-sd-jwt'], vct: library, scope: 'library', credential_metadata: { display: [{ name: 'Library card', locale: 'en' }] } }
  return { ...metadata, credential_configurations_supported: { ...supported, library: card } }
}

const several = (offer: JsonObject): JsonObject => ({ ...offer, credential_configuration_ids: ['residency-mdoc', 'library', 'residency-sd-jwt'] })

interface Asked {
  readonly credential_configuration_id?: string
  readonly credential_identifier?: string
}
const askedIn = ({ body }: Pick<SentRequest, 'body'>): Asked => JSON.parse(body) as Asked

/** What is asked for, for the keys that were proven. */
const issued = ({ aldermoor }: Pick<WalletWorld, 'aldermoor'>, request: SentRequest): Response => {
  const { credential_configuration_id: configuration, credential_identifier: identifier } = askedIn(request)
  const changes = { payload: { vct: configuration === 'library' ? library : vct, ...(identifier === undefined ? {} : { resident_since: identifier }) } }
  return json({ credentials: keysOfProofs(request).map((jwk) => ({ credential: issueCredential(aldermoor, jwk, changes) })), notification_id: `n of ${configuration ?? identifier ?? ''}` })
}

async function start(changes: IssuerChanges = {}): Promise<{ readonly world: WalletWorld; readonly link: string }> {
  const world = await startWalletWorld()
  world.ledger.accredit('issue', library, world.aldermoor.listing.did)
  const respond: IssuerChanges['respond'] = (_, request) => issued(world, request)
  return { world, link: publishOffer(world, { metadata: withLibrary, offer: several, respond, ...changes }) }
}

const sentTo = ({ internet }: WalletWorld, path: string): readonly SentRequest[] => internet.sentTo(`${issuer}${path}`)
const typesIn = (held: readonly HeldCredential[]): string[] => held.map((one) => one.vct).toSorted()

describe('an offer of several types', () => {
  it('is shown with each of them, in the format that is shown best, and collected whole by one code', async () => {
    const { world, link } = await start()
    const { wallet } = world
    const received = await receiveToRedeem(wallet, link)
    expect([received, ...received.alongside].map(({ name, configurationId }) => [name.en, configurationId])).toEqual([['Library card', 'library'], ['Residency', 'residency-sd-jwt']])
    const finished = await wallet.collectOffer(received, await wallet.redeemOffer(received, txCode))
    expect(finished).toMatchObject({ fault: null, missing: [] })
    const held = await wallet.vault.credentials()
    expect([typesIn(held), finished.ids.toSorted()]).toEqual([[library, vct], held.map(({ id }) => id).toSorted()])
    expect(held.every(({ unconfirmed }) => unconfirmed !== undefined)).toBe(true)
    expect([sentTo(world, '/token').length, sentTo(world, '/credential').length, await wallet.vault.pendingOffers()]).toEqual([1, 2, []])
    expect(new Set(sentTo(world, '/credential').flatMap((request) => keysOfProofs(request).map(({ x }) => x))).size).toBe(10)
    for (const one of held) await wallet.confirmCredential(one)
    await expect.poll(() => sentTo(world, '/notification').map(({ body }) => (JSON.parse(body) as { notification_id: string }).notification_id).toSorted()).toEqual(['n of library', 'n of residency-sd-jwt'])
  })

  it.each(['library', 'residency-sd-jwt'])('gives what comes when %s is refused, says what didn’t, and asks for it no more', async (refused) => {
    const { world, link } = await start({ respond: (_, request) => (askedIn(request).credential_configuration_id === refused ? json({ error: 'credential_request_denied' }, 400) : issued(world, request)) })
    const received = await receiveToRedeem(world.wallet, link)
    const finished = await world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))
    expect(finished).toMatchObject({ fault: { code: 'issuing_failed' }, missing: [{ en: refused === 'library' ? 'Library card' : 'Residency' }] })
    expect([typesIn(await world.wallet.vault.credentials()), await world.wallet.vault.pendingOffers()]).toEqual([[refused === 'library' ? vct : library], []])
  })

  it('gives nothing, and leaves nothing, when all is refused', async () => {
    const { world, link } = await start({ respond: () => json({ error: 'credential_request_denied' }, 400) })
    const received = await receiveToRedeem(world.wallet, link)
    await expect(world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))).rejects.toMatchObject({ code: 'issuing_failed' })
    expect([await world.wallet.vault.credentials(), await world.wallet.vault.pendingOffers()]).toEqual([[], []])
  })

  it('goes on where the network was lost, after a reload too, and asks for nothing twice', async () => {
    let isUp = false
    const { world, link } = await start({ respond: (_, request) => (isUp || sentTo(world, '/credential').length === 1 ? issued(world, request) : json({}, 503)) })
    const received = await receiveToRedeem(world.wallet, link)
    await expect(world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))).rejects.toMatchObject({ code: 'not_reachable' })
    isUp = true
    const wallet = await openWallet(world)
    const again = await receiveToRedeem(wallet, link)
    expect(again.isRedeemed).toBe(true)
    const { ids } = await wallet.collectOffer(again, await wallet.redeemOffer(again, null))
    expect([ids.length, typesIn(await wallet.vault.credentials()), sentTo(world, '/token').length]).toEqual([2, [library, vct], 1])
    expect(sentTo(world, '/credential').map((request) => askedIn(request).credential_configuration_id)).toEqual(['library', 'residency-sd-jwt', 'residency-sd-jwt'])
  })

  it('keeps what comes later beside what comes now', async () => {
    const { world, link } = await start({ respond: (_, request) => (askedIn(request).credential_configuration_id === 'library' ? json({ transaction_id: 'tx1', interval: 10 }, 202) : issued(world, request)) })
    const received = await receiveToRedeem(world.wallet, link)
    expect(await world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))).toMatchObject({ fault: { code: 'issued_later' }, missing: [{ en: 'Library card' }] })
    expect([typesIn(await world.wallet.vault.credentials()), (await world.wallet.vault.waiting()).map(({ configurationId }) => configurationId)]).toEqual([[vct], ['library']])
  })

  it('of which its issuer may issue but some says so, and nothing else is asked for', async () => {
    const { world, link } = await start()
    world.ledger.withdraw('issue', library, world.aldermoor.listing.did)
    const received = await receiveToRedeem(world.wallet, link)
    expect(received).toMatchObject({ configurationId: 'residency-sd-jwt', alongside: [], leftOut: [{ en: 'Library card' }] })
    await world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))
    expect(sentTo(world, '/credential').map((request) => askedIn(request).credential_configuration_id)).toEqual(['residency-sd-jwt'])
  })

  it('to whoever signs in is asked for whole by one sign-in', async () => {
    const world = await startSignInWorld({ metadata: withLibrary })
    world.ledger.accredit('issue', library, world.aldermoor.listing.did)
    const offer = signInOfferObject({ credentialIssuer: issuer, configurationIds: ['residency-sd-jwt', 'library'], issuerState: null })
    const received = await world.wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`))
    if (!isToSignIn(received)) return raise()
    world.internet.on(`${issuer}/credential`, (request) => issued(world, request))
    await world.wallet.beginSignIn(received, 'en')
    const { scope = '', authorization_details: details = '[]', state = '' } = formOf(lastTo(world, '/par'))
    expect(`${scope} ${details}`).toMatch(/residency.*library|library.*residency/)
    const { ids, fault } = await world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state }))
    expect([ids.length, fault, typesIn(await world.wallet.vault.credentials())]).toEqual([2, null, [library, vct]])
  })
})

describe('a token that names several credentials of one type', () => {
  const details = [{ type: 'openid_credential', credential_configuration_id: 'residency-sd-jwt', credential_identifiers: ['of Ada', 'of Bob', 'of Ada'] }]

  it('of an offer gives each of them, by its name', async () => {
    const { world, link } = await start({ offer: (offer) => offer, token: () => json({ access_token: 't1', token_type: 'Bearer', authorization_details: details }) })
    const received = await receiveToRedeem(world.wallet, link)
    const { ids } = await world.wallet.collectOffer(received, await world.wallet.redeemOffer(received, txCode))
    const held = await world.wallet.vault.credentials()
    expect([ids.length, held.map(({ claims }) => JSON.stringify(claims['resident_since'])).toSorted()]).toEqual([2, ['"of Ada"', '"of Bob"']])
    expect(sentTo(world, '/credential').map((request) => askedIn(request))).toMatchObject([{ credential_identifier: 'of Ada' }, { credential_identifier: 'of Bob' }])
  })

  it('of a sign-in gives each of them, and each is proven and told of for itself', async () => {
    const world = await startSignInWorld({ token: () => json({ access_token: 't1', token_type: 'DPoP', refresh_token: 'r1', authorization_details: details }) })
    world.internet.on(`${issuer}/credential`, (request) => issued(world, request))
    const received = await world.wallet.receiveOffer(offerLinkOf(`?credential_offer=${encodeURIComponent(JSON.stringify(signInOfferObject({ credentialIssuer: issuer, configurationIds: ['residency-sd-jwt'], issuerState: null })))}`))
    if (!isToSignIn(received)) return raise()
    await world.wallet.beginSignIn(received, 'en')
    await world.wallet.finishSignIn(linkOf({ code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? '' }))
    const held = await world.wallet.vault.credentials()
    expect(held.map(({ grant }) => String(grant?.identifier)).toSorted()).toEqual(['of Ada', 'of Bob'])
    for (const one of held) await world.wallet.confirmCredential(one)
    await expect.poll(() => sentTo(world, '/notification').filter(({ body, dpop }) => dpop !== null && body.includes('credential_accepted')).map(({ body }) => body).toSorted().filter((body, place, all) => body !== all[place - 1]).length).toBe(2)
  })

  describe('when the device is full in the midst of making their keys', () => {
    afterEach(() => vi.restoreAllMocks())

    /** From when the token came, and until it is freed, the device has room for two more keys. */
    function fillUp(): { readonly isFull: () => void; readonly free: () => void } {
      const put = Reflect.get(IDBObjectStore.prototype, 'put')
      let room = Number.POSITIVE_INFINITY
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function putWhile(this: IDBObjectStore, ...sent) {
        if (this.name === 'keys' && (room -= 1) < 0) throw new DOMException('full', 'QuotaExceededError')
        return put.apply(this, sent)
      })
      return { isFull: () => (room = 2), free: () => (room = Number.POSITIVE_INFINITY) }
    }

    async function keysIn({ database }: WalletWorld): Promise<number> {
      const opened = Promise.withResolvers<IDBDatabase>()
      const opening = indexedDB.open(database)
      opening.addEventListener('success', () => opened.resolve(opening.result))
      const kept = await opened.promise
      const counted = Promise.withResolvers<number>()
      const counting = kept.transaction('keys').objectStore('keys').count()
      counting.addEventListener('success', () => counted.resolve(counting.result))
      return counted.promise.finally(() => kept.close())
    }

    it('an offer goes on after a reload, with the token that came, and no key was left behind', async () => {
      const device = fillUp()
      const token = (): Response => {
        device.isFull()
        return json({ access_token: 't1', token_type: 'Bearer', authorization_details: details })
      }
      const { world, link } = await start({ offer: (offer) => offer, token })
      const received = await receiveToRedeem(world.wallet, link)
      await expect(world.wallet.redeemOffer(received, txCode)).rejects.toMatchObject({ code: 'storage_full' })
      const [begun] = await world.wallet.vault.pendingOffers()
      expect([begun?.tokens?.token, await keysIn(world)]).toEqual(['t1', begun?.holderKeys.length])
      device.free()
      const wallet = await openWallet(world)
      const again = await receiveToRedeem(wallet, link)
      expect(again.isRedeemed).toBe(true)
      const { ids } = await wallet.collectOffer(again, await wallet.redeemOffer(again, null))
      expect([ids.length, sentTo(world, '/token').length]).toEqual([2, 1])
    })

    it('a sign-in goes on after a reload, and shows its code no second time', async () => {
      const device = fillUp()
      let exchanges = 0
      const token = (): Response => {
        exchanges += 1
        device.isFull()
        return json({ access_token: 't1', token_type: 'DPoP', refresh_token: 'r1', authorization_details: details })
      }
      const world = await startSignInWorld({ token })
      world.internet.on(`${issuer}/credential`, (request) => issued(world, request))
      await world.wallet.beginSignIn(await receive(world), 'en')
      const before = await keysIn(world)
      const link = linkOf({ code: 'c1', iss: issuer, state: formOf(lastTo(world, '/par'))['state'] ?? '' })
      await expect(world.wallet.finishSignIn(link)).rejects.toMatchObject({ code: 'storage_full' })
      expect([(await world.wallet.vault.signIns())[0]?.token, await keysIn(world)]).toEqual(['t1', before])
      device.free()
      const wallet = await openWallet(world)
      const { ids } = await wallet.finishSignIn(link)
      expect([ids.length, exchanges, await wallet.vault.signIns()]).toEqual([2, 1, []])
    })
  })
})
