import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import { CannotAnswer, type ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { encode } from './support/stub-council.ts'
import { partsOfJwt } from './support/stub-issuer.ts'
import { hold, openedAnswer, publishRequest, residencyQuery, sentToAskers } from './support/stub-verifier.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const words = (text: string) => ({ en: text, cy: text })
const payment = { type: 'urn:counterfoil:transaction:payment:1', payee: words('aldermoor Council'), amount: '12.50', currency: 'GBP', reference: 'Badge 7', credential_ids: ['residency'] }
const declaration = { type: 'urn:counterfoil:transaction:declaration:1', statement: words('I live there'), credential_ids: ['residency'] }

const ask = (world: WalletWorld, transaction_data: unknown, query: object = { credentials: [residencyQuery()] }): Promise<ConsentRequest> =>
  world.wallet.readRequest(parsePresentationRequest(publishRequest(world, { claims: { transaction_data }, query })))

const agree = (world: WalletWorld, consent: ConsentRequest) =>
  world.wallet.answerRequest(
    consent,
    partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })),
  )

/** What each presentation's key binding says. */
const bindings = (world: WalletWorld): Record<string, unknown> =>
  Object.fromEntries(Object.entries(openedAnswer(sentToAskers(world).at(-1) ?? expect.fail()).vp_token).map(([id, [presentation = '']]) => [id, partsOfJwt(presentation.slice(presentation.lastIndexOf('~') + 1))[1]]))

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')
const posted = (world: WalletWorld): string[] => sentToAskers(world).filter(({ method }) => method === 'POST').map(({ body }) => body)

let shared: WalletWorld
beforeAll(async () => {
  shared = await startWalletWorld()
  await hold(shared)
})

describe('a transaction', () => {
  it('is put into words, and authorised by its hash when the citizen shares', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const all = [encode(payment), encode({ ...declaration, transaction_data_hashes_alg: ['sha-512', 'sha-256'] })]
    const consent = await ask(world, all)
    expect(consent.transactions.map(({ inWords }) => inWords)).toEqual([
      { is: 'payment', payee: 'aldermoor Council', pounds: '12.50', reference: 'Badge 7' },
      { is: 'declaration', statement: [{ language: null, text: 'I live there' }] },
    ])
    await agree(world, consent)
    expect(bindings(world)['residency']).toMatchObject({ transaction_data_hashes: all.map(hash), transaction_data_hashes_alg: 'sha-256' })
  })

  it('is put into the words of both languages where they differ, for both are signed', async () => {
    const statement = { en: 'I live there', cy: 'Rwy’n byw yno' }
    expect((await ask(shared, [encode({ ...declaration, statement })])).transactions.map(({ inWords }) => inWords)).toEqual([
      { is: 'declaration', statement: [{ language: 'en', text: statement.en }, { language: 'cy', text: statement.cy }] },
    ])
  })

  it('is authorised by one of the credentials that it names, and by no other', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const one = encode({ ...payment, credential_ids: ['second', 'first'] })
    const part = (id: string) => ({ ...residencyQuery(), id })
    await agree(world, await ask(world, [one], { credentials: ['other', 'first', 'second'].map(part) }))
    expect(bindings(world)).toEqual({ other: expect.not.objectContaining({ transaction_data_hashes: expect.anything() }), first: expect.objectContaining({ transaction_data_hashes: [hash(one)] }), second: expect.not.objectContaining({ transaction_data_hashes: expect.anything() }) })
    expect(bindings(world)['first']).not.toHaveProperty('transaction_data_hashes_alg')
  })

  it('that only a credential could authorise which may be left out can not be had', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const query = { credentials: [residencyQuery(), { ...residencyQuery(), id: 'spare' }], credential_sets: [{ options: [['residency']] }, { options: [['spare']], required: false }] }
    await expect(ask(world, [encode({ ...payment, credential_ids: ['spare'] })], query)).rejects.toMatchObject({ code: 'nothing_matches', error: 'access_denied' })
  })

  it('leaves only those ways to choose from by which it is authorised', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const part = (id: string) => ({ ...residencyQuery(), id })
    const query = { credentials: ['one', 'two', 'three'].map(part), credential_sets: [{ options: [['one'], ['two'], ['three', 'two']] }] }
    expect((await ask(world, [encode({ ...payment, credential_ids: ['two'] })], query)).sets.map(({ options }) => options)).toEqual([[['two'], ['three', 'two']]])
  })

  it('of a credential that needs no proof of whose it is authorises nothing', async () => {
    const query = { credentials: [residencyQuery({ require_cryptographic_holder_binding: false })] }
    await expect(ask(shared, [encode(payment)], query)).rejects.toMatchObject({ error: 'invalid_transaction_data' })
  })

  it.each<[string, unknown]>([
    ['of an unknown type (WAL-24)', [encode({ ...payment, type: 'transfer' })]],
    ['of a type that every object has', [encode({ ...payment, type: 'constructor' })]],
    ['without a type', [encode({ credential_ids: ['residency'] })]],
    ['for a credential that is not asked for', [encode({ ...payment, credential_ids: ['other'] })]],
    ['for no credential', [encode({ ...payment, credential_ids: [] })]],
    ['with more than can be shown (WAL-24)', [encode({ ...payment, and_also: 'your house' })]],
    ['with more in its words than can be shown', [encode({ ...payment, payee: { ...words('x'), fr: 'y' } })]],
    ['whose words read otherwise than they are', [encode({ ...declaration, statement: words('a\u202eb') })]],
    ['to another payee in each language', [encode({ ...payment, payee: { en: 'Aldermoor Council', cy: 'Cyngor Aldermoor' } })]],
    ['to a payee whose letters look like others', [encode({ ...payment, payee: words('Аldermoor Council') })]],
    ['to a payee with a joiner that does not show', [encode({ ...payment, payee: words('Alder\u200dmoor Council') })]],
    ['to a payee of many words', [encode({ ...payment, payee: words('a '.repeat(50).trim()) })]],
    ['for a reference with a joiner that does not show', [encode({ ...payment, reference: 'Badge\u200c7' })]],
    ['for a reference whose letters look like others', [encode({ ...payment, reference: 'Bаdge 7' })]],
    ['for a reference that is empty', [encode({ ...payment, reference: '' })]],
    ['for a reference that is a number', [encode({ ...payment, reference: 7 })]],
    ['in one language', [encode({ ...declaration, statement: { en: 'x' } })]],
    ['of an amount that nobody can read', [encode({ ...payment, amount: '1250' })]],
    ['of an amount that is a number', [encode({ ...payment, amount: 12.5 })]],
    ['of an amount below nothing', [encode({ ...payment, amount: '-1.00' })]],
    ['in another currency', [encode({ ...payment, currency: 'EUR' })]],
    ['hashed in another way', [encode({ ...payment, transaction_data_hashes_alg: ['sha-512'] })]],
    ['twice the same', [encode(payment), encode(payment)]],
    ['one too many', Array.from({ length: 9 }, (_, index) => encode({ ...payment, reference: `${index}` }))],
    ['none in a list', []],
    ['that is no list', encode(payment)],
    ['that is no text', [payment]],
    ['that is no JSON', ['e30x']],
    ['with a member twice', [encode(`{"amount":"1.00",${JSON.stringify(payment).slice(1)}`)]],
    ['one of two unknown', [encode(payment), encode({ ...payment, type: 'x' })]],
  ])('%s is refused by the standard’s own code, and not before the citizen goes back', async (_what, transaction_data) => {
    const before = posted(shared)
    const why: unknown = await ask(shared, transaction_data).catch((error: unknown) => error)
    if (!(why instanceof CannotAnswer)) return expect.fail()
    expect([why.code, posted(shared)]).toEqual(['transaction_unknown', before])
    await shared.wallet.declineRequest(why.request, why.requester, why.error)
    expect(posted(shared)).toEqual([...before, 'error=invalid_transaction_data&state=r1'])
  })
})
