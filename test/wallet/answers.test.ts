import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { CannotAnswer, type AgreedShare, type ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { partsNeeded, partsTaken, type AskedSet } from '@counterfoil/wallet/domain/asked-sets'
import type { FaultCode } from '@counterfoil/wallet/domain/fault'
import { partsOfJwt, sampleClaims, type IssuerChanges } from './support/stub-issuer.ts'
import { json, typed } from './support/stub-internet.ts'
import { disclosedIn, encryptionJwk, hold, openedAnswer, publishRequest, purpose, residencyQuery, respondWith, responseUriOf, sentToAskers, type RequestChanges } from './support/stub-verifier.ts'
import { vct } from './support/stub-world.ts'
import { openWallet, startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const ask = (world: WalletWorld, changes: RequestChanges = {}): Promise<ConsentRequest> => world.wallet.readRequest(parsePresentationRequest(publishRequest(world, changes)))

/** Agreeing to what is needed, by the best credential for each; `also` names facts that were ticked. */
const agreeing = (consent: ConsentRequest, also: readonly string[] = []): AgreedShare[] =>
  partsTaken(consent).map(({ queryId, fitting: [{ credential, required, optional }] }) => ({ queryId, credential, facts: [...required, ...optional.filter(({ label }) => also.includes(label.en))] }))

const presentations = (world: WalletWorld): Record<string, string> => {
  const posted = sentToAskers(world).filter(({ method }) => method === 'POST')
  return Object.fromEntries(Object.entries(openedAnswer(posted[0] ?? { method: '', url: '', accept: null, authorization: null, dpop: null, body: '', headers: new Headers() }).vp_token).map(([id, [presentation = '']]) => [id, presentation]))
}

async function shared(query: object, also: readonly string[] = [], claims: object = {}): Promise<Record<string, Record<string, unknown>>> {
  const world = await startWalletWorld()
  await hold(world)
  const consent = await ask(world, { query, claims })
  await world.wallet.answerRequest(consent, agreeing(consent, also))
  return Object.fromEntries(Object.entries(presentations(world)).map(([id, presentation]) => [id, disclosedIn(presentation)]))
}

describe('sharing', () => {
  it('sends what was agreed to and nothing else, bound to the request, encrypted, to the council that asked', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    expect(await world.wallet.answerRequest(consent, agreeing(consent))).toBe('https://forms.example/blue-badge?response_code=x')
    const posted = sentToAskers(world).filter(({ method }) => method === 'POST')
    expect(posted.map(({ url }) => url)).toEqual([responseUriOf(world.aldermoor)])
    const answer = openedAnswer(posted[0] ?? expect.fail())
    expect(Object.keys(answer).toSorted()).toEqual(['state', 'vp_token'])
    const presentation = answer.vp_token['residency']?.[0] ?? ''
    expect(disclosedIn(presentation)).toEqual({ given_name: 'Ada', family_name: 'Price', address_line_1: '12 Mill Lane', postcode: 'AL9 7ZQ' })
    const [header, binding] = partsOfJwt(presentation.slice(presentation.lastIndexOf('~') + 1))
    expect(header).toEqual({ alg: 'ES256', typ: 'kb+jwt' })
    expect(binding).toEqual({ aud: consent.request.clientId.full, nonce: 'n-0123456789abcdef', iat: world.clock.now, sd_hash: expect.any(String) })
  })

  it('is noted with the names of the facts and none of their values', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    await world.wallet.answerRequest(consent, agreeing(consent, ['Date of birth']))
    const [activity] = await world.wallet.vault.activities()
    expect(activity).toMatchObject({ kind: 'shared', who: { en: 'aldermoor Council' }, what: purpose.form })
    expect(activity?.claims.map(({ en }) => en)).toEqual(['First name', 'Last name', 'Address line 1', 'Postcode', 'Date of birth'])
    expect(JSON.stringify(activity)).not.toMatch(/Ada|Mill Lane|1957/)
  })

  it('is remembered when the same council asks again, for the same, for more, or by another form', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const fewer = [['given_name'], ['family_name']].map((path) => ({ id: path[0], path }))
    const consent = await ask(world, { query: { credentials: [residencyQuery({ claims: fewer, claim_sets: undefined })] } })
    expect(consent.acquaintance).toEqual({ is: 'new' })
    await world.wallet.answerRequest(consent, agreeing(consent))
    const lastAt = world.clock.now
    expect((await ask(world, { query: { credentials: [residencyQuery({ claims: fewer, claim_sets: undefined })] } })).acquaintance).toEqual({ is: 'known', lastAt, more: [], why: 'same' })
    const more = (await ask(world)).acquaintance
    expect(more.is === 'known' ? more.more.map(({ en }) => en) : more).toEqual(['Address line 1', 'Postcode', 'Date of birth'])
    const another = { counterfoil_purpose: { ...purpose, form: { en: 'Parking permit', cy: 'Trwydded barcio' } } }
    expect((await ask(world, { claims: another })).acquaintance).toEqual({ is: 'new_form', lastAt })
  })

  it('is noted with whom to ask to erase it, and when that was asked', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const client_metadata = { jwks: { keys: [encryptionJwk] }, policy_uri: 'https://aldermoor.example/privacy' }
    const consent = await ask(world, { claims: { client_metadata } })
    await world.wallet.answerRequest(consent, agreeing(consent))
    const [activity = expect.fail()] = await world.wallet.vault.activities()
    const notice = 'https://aldermoor.example/privacy'
    expect(activity.asker).toEqual({ did: consent.requester.id, contact: purpose.contact, privacyNotice: { en: notice, cy: notice } })
    await world.wallet.noteErasureAsked(activity)
    expect(await world.wallet.vault.activities()).toEqual([{ ...activity, erasureAskedAt: world.clock.now }])
  })

  it('happens once, however often Share is pressed', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    const presses = [1, 2, 3].map(() => world.wallet.answerRequest(consent, agreeing(consent)))
    expect(new Set(await Promise.all(presses)).size).toBe(1)
    await world.wallet.declineRequest(consent.request, consent.requester)
    expect(sentToAskers(world).filter(({ method }) => method === 'POST')).toHaveLength(1)
    expect(await world.wallet.vault.activities()).toHaveLength(1)
  })

  it('may be tried again when the council could not be reached (WAL-35)', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, () => json({}, 503))
    await expect(world.wallet.answerRequest(consent, agreeing(consent))).rejects.toMatchObject({ code: 'not_reachable' })
    const kinds = async (): Promise<readonly string[]> => (await world.wallet.vault.activities()).map(({ kind }) => kind)
    // They may have it all the same.
    expect(await kinds()).toEqual(['unanswered'])
    respondWith(world, () => json({}))
    expect(await world.wallet.answerRequest(consent, agreeing(consent))).toBeNull()
    expect(await kinds()).toEqual(['shared'])
  })

  it('is one entry when the page was lost with the answer, and may have arrived where the council says that the request has ended', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const lost = async (status: number): Promise<unknown> => {
      const wallet = await openWallet(world)
      const consent = await ask({ ...world, wallet })
      respondWith(world, () => json(status === 200 ? {} : { error: 'invalid_request' }, status))
      return wallet.answerRequest(consent, agreeing(consent)).catch((error: unknown) => error)
    }
    await lost(503)
    for (const status of [400, 404]) expect(await lost(status)).toMatchObject({ code: 'request_gone' })
    expect((await world.wallet.vault.activities()).map(({ kind }) => kind)).toEqual(['unanswered'])
    await lost(200)
    expect((await world.wallet.vault.activities()).map(({ kind, exchange }) => [kind, exchange])).toEqual([['shared', undefined]])
  })

  it.each<[string, () => Response, FaultCode]>([
    ['sends it on to another host', () => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } }), 'sent_elsewhere'],
    ['refuses it', () => json({ error: 'invalid_request', refusal: 'credential_revoked' }, 400), 'answer_refused'],
    ['says that the request has ended', () => json({ error: 'invalid_request' }, 404), 'request_gone'],
    ['answers with a page of 10 MiB', () => typed('x'.repeat(10 * 1024 * 1024), 'text/html'), 'not_reachable'],
  ])('ends in words when the council %s', async (_what, answer, expected) => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, answer)
    await expect(world.wallet.answerRequest(consent, agreeing(consent))).rejects.toMatchObject({ code: expected })
    expect(world.internet.sentTo('https://evil.example')).toEqual([])
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '', 7, null])('goes on to no address like %j', async (address) => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, () => json({ redirect_uri: address }))
    expect(await world.wallet.answerRequest(consent, agreeing(consent))).toBeNull()
  })

  it('shows the number for the form on another device, rather than the page that does for other wallets', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, () => json({ redirect_uri: 'https://aldermoor.example/numbers/007', counterfoil_number: '007' }))
    expect(await world.wallet.answerRequest(consent, agreeing(consent))).toEqual({ number: '007' })
  })

  it.each(['7', '07', '0007', 'ab', 7, null, '<b>'])('shows no number like %j', async (number) => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, () => json({ counterfoil_number: number }))
    expect(await world.wallet.answerRequest(consent, agreeing(consent))).toBeNull()
  })

  it('is not possible without the key of the credential, and nothing is sent', async () => {
    const world = await startWalletWorld()
    const held = await hold(world)
    const consent = await ask(world)
    await world.wallet.keys.remove(held.id)
    await expect(world.wallet.answerRequest(consent, agreeing(consent))).rejects.toMatchObject({ code: 'key_missing' })
    expect(sentToAskers(world).filter(({ method }) => method === 'POST')).toEqual([])
  })
})

describe('declining', () => {
  it('sends an error and no more, once', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const { request, requester } = await ask(world)
    await Promise.all([world.wallet.declineRequest(request, requester), world.wallet.declineRequest(request, requester)])
    const posted = sentToAskers(world).filter(({ method }) => method === 'POST')
    expect(posted.map(({ body }) => body)).toEqual(['error=access_denied&state=r1'])
    expect((await world.wallet.vault.activities()).map(({ kind }) => kind)).toEqual(['declined'])
  })

  it('is in the record before it is sent, and is one entry however often the page was lost with it', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const kinds = async (): Promise<readonly string[]> => (await world.wallet.vault.activities()).map(({ kind }) => kind)
    const lost = async (answer: () => Response) => {
      const wallet = await openWallet(world)
      const { request, requester } = await ask({ ...world, wallet })
      respondWith(world, answer)
      return wallet.declineRequest(request, requester).catch((error: unknown) => error)
    }
    const away = (): never => {
      throw new TypeError('Failed to fetch')
    }
    expect(await lost(away)).toMatchObject({ code: 'not_reachable' })
    expect(await kinds()).toEqual(['declined'])
    await lost(away)
    expect(await kinds()).toEqual(['declined'])
    await lost(() => json({}))
    expect((await world.wallet.vault.activities()).map(({ kind, exchange }) => [kind, exchange])).toEqual([['declined', undefined]])
  })

  it('that never left is no more when the facts are shared after all', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world)
    respondWith(world, () => {
      throw new TypeError('Failed to fetch')
    })
    await world.wallet.declineRequest(consent.request, consent.requester).catch(() => {})
    respondWith(world, () => json({}))
    await world.wallet.answerRequest(consent, agreeing(consent))
    expect((await world.wallet.vault.activities()).map(({ kind }) => kind)).toEqual(['shared'])
  })

  /** Everything that whoever asks can see, and when by the citizen's acts it was sent. */
  async function seenWhen(holds: boolean, changes: RequestChanges = {}): Promise<readonly unknown[]> {
    const world = await startWalletWorld()
    if (holds) await hold(world)
    const asked = await ask(world, changes).catch((error: unknown) => error)
    const untilShown = sentToAskers(world).length
    const { request, requester } = asked as CannotAnswer
    await world.wallet.declineRequest(request, requester, ...(asked instanceof CannotAnswer ? [asked.error] : []))
    expect(asked instanceof CannotAnswer).toBe(!holds)
    return [untilShown, ...sentToAskers(world)]
  }

  it('looks the same for who has nothing to show, in all that is sent and when', async () => {
    const refused = await seenWhen(true)
    expect(refused).toHaveLength(3)
    expect(await seenWhen(false)).toEqual(refused)
    // Asking for a value is no way to learn it. @see OpenID4VP 1.0, section 15.4.1
    const withValue = (value: string): RequestChanges => ({ query: query({ claims: [claim('a', ['address', 'postcode'], [value])] }) })
    expect(await seenWhen(false, withValue('AL9 7ZQ'))).toEqual(await seenWhen(true, withValue('AL9 7ZQ')))
  })

  it('is by the standard’s own code where the request is at fault (WAL-08)', async () => {
    for (const claims of [{ redirect_uri: 'https://forms.example/' }, { dcql_query: { credentials: [] } }]) {
      const world = await startWalletWorld()
      const why: unknown = await ask(world, { claims }).catch((error: unknown) => error)
      if (!(why instanceof CannotAnswer)) return expect.fail()
      await world.wallet.declineRequest(why.request, why.requester, why.error)
      expect(sentToAskers(world).at(-1)?.body).toBe('error=invalid_request&state=r1')
    }
  })
})

const query = (members: object): object => ({ credentials: [residencyQuery({ claims: undefined, claim_sets: undefined, ...members })] })
const claim = (id: string, path: readonly (string | number | null)[], values?: readonly unknown[]) => ({ id, path, ...(values === undefined ? {} : { values }) })

describe('what answers a query', () => {
  it('is nothing more than asked for, whatever the shape of the question', async () => {
    expect(await shared(query({}))).toEqual({ residency: {} })
    expect(await shared(query({ claims: [claim('a', ['address'])] }))).toEqual({
      residency: { address_line_1: '12 Mill Lane', address_line_2: 'Newtown', post_town: 'Aldermoor', postcode: 'AL9 7ZQ', uprn: '100087654321' },
    })
    expect(await shared(query({ claims: [claim('a', ['address', 'postcode'], ['XX1 1XX', 'AL9 7ZQ'])] }))).toEqual({ residency: { postcode: 'AL9 7ZQ' } })
  })

  it('reaches into lists', async () => {
    const issuer = { credential: { claims: { ...sampleClaims, given_name: 'Ada', visits: [{ day: 1 }, { day: 2 }], tags: ['x', 'y'] } } } satisfies IssuerChanges
    const world = await startWalletWorld()
    await hold(world, issuer)
    const { asked } = await ask(world, { query: query({ claims: [claim('a', ['visits', null, 'day']), claim('b', ['tags', 1])] }) })
    expect(asked[0]?.fitting[0].required.map(({ path, value }) => `${path.join('.')}=${value}`)).toEqual(expect.arrayContaining(['visits.0.day=1', 'visits.1.day=2', 'tags.1=y']))
  })

  it('takes the verifier’s first way that the credential allows, and offers what that way could do without', async () => {
    const claims = [claim('a', ['given_name']), claim('b', ['shoe_size']), claim('c', ['birth_date'])]
    const noPurpose = { counterfoil_purpose: undefined }
    expect(await shared(query({ claims, claim_sets: [['a', 'b'], ['a', 'c'], ['a']] }), [], noPurpose)).toEqual({ residency: { given_name: 'Ada' } })
    expect(await shared(query({ claims, claim_sets: [['a', 'b'], ['a', 'c'], ['a']] }), ['Date of birth'], noPurpose)).toEqual({ residency: { given_name: 'Ada', birth_date: '1957-03-09' } })
    expect(await shared(query({ claims, claim_sets: [['c'], ['a']] }))).toEqual({ residency: { birth_date: '1957-03-09' } })
  })

  it('counts a fact as needed that the stated purpose does not leave to the citizen', async () => {
    const claims = [claim('given_name', ['given_name']), claim('line_2', ['address', 'address_line_2']), claim('birth_date', ['birth_date'])]
    const sets = [['given_name', 'line_2', 'birth_date'], ['given_name', 'birth_date'], ['given_name', 'line_2'], ['given_name']]
    expect(await shared(query({ claims, claim_sets: sets }))).toEqual({ residency: { given_name: 'Ada', address_line_2: 'Newtown' } })
  })

  it.each<[string, object]>([
    ['a value that it does not have', { claims: [claim('a', ['address', 'postcode'], ['XX1 1XX'])] }],
    ['a claim that it does not have', { claims: [claim('a', ['shoe_size'])] }],
    ['an element beyond the end', { claims: [claim('a', ['given_name', 0])] }],
    ['names that every object has', { claims: [claim('a', ['constructor'])] }],
    ['names that every object has, deep inside', { claims: [claim('a', ['address', 'toString'])] }],
    ['the prototype', { claims: [claim('a', ['__proto__'])] }],
    ['what every list has', { claims: [claim('a', ['tags', 'length'])] }],
    ['another type', { meta: { vct_values: [vct.toUpperCase()] } }],
    ['an issuer under an authority that nobody named here', { trusted_authorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }] }],
  ])('is not a credential asked for by %s', async (_what, members) => {
    const world = await startWalletWorld()
    world.ledger.accredit('request', vct.toUpperCase(), world.aldermoor.listing.did)
    await hold(world, { credential: { claims: { ...sampleClaims, tags: ['x'] } } })
    await expect(ask(world, { query: query(members) })).rejects.toMatchObject({ code: 'nothing_matches' })
  })

  it('offers last what the form can do without, for the citizen to add', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const one = (id: string, path: string[]) => ({ id, format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims: [{ path }] })
    const consent = await ask(world, { query: { credentials: [one('spare', ['given_name']), one('needed', ['family_name'])], credential_sets: [{ options: [['spare']], required: false }, { options: [['needed']] }] } })
    expect([consent.asked, partsNeeded(consent)].map((parts) => parts.map(({ queryId }) => queryId))).toEqual([['needed', 'spare'], ['needed']])
  })

  it('is each of several credentials that fit, the active and newest first, and the citizen chooses', async () => {
    const world = await startWalletWorld()
    const older = await hold(world, {}, { receivedAt: 1 })
    const newer = await hold(world, {}, { receivedAt: 2 })
    const newest = await hold(world, {}, { receivedAt: 3, standing: { state: 'withdrawn', checkedAt: 3 } })
    await hold(world, { credential: { claims: { ...sampleClaims, address: {} } } }, { receivedAt: 4 })
    await hold(world, {}, { receivedAt: 5, unconfirmed: { notification: null } })
    const consent = await ask(world)
    expect(consent.asked[0]?.fitting.map(({ credential }) => credential.id)).toEqual([newer.id, older.id, newest.id])
    const second = consent.asked[0]?.fitting[1] ?? expect.fail()
    await world.wallet.answerRequest(consent, [{ queryId: 'residency', credential: second.credential, facts: second.required }])
    expect(presentations(world)['residency']?.split('~')[0]).toBe(older.credential.split('~')[0])
  })

  const two = (members: JsonObject = {}): object => ({
    credentials: [
      { ...residencyQuery({ claims: [claim('a', ['given_name'])], claim_sets: undefined }), id: 'name' },
      { ...residencyQuery({ claims: [claim('a', ['address', 'postcode'])], claim_sets: undefined }), id: 'place' },
      { ...residencyQuery({ claims: [claim('a', ['shoe_size'])], claim_sets: undefined }), id: 'shoes' },
    ],
    ...members,
  })

  it('is one for each credential asked for, or nothing: never a part (WAL-12)', async () => {
    const world = await startWalletWorld()
    await hold(world)
    await expect(ask(world, { query: two() })).rejects.toMatchObject({ code: 'nothing_matches' })
    const both = { credentials: (two() as { credentials: unknown[] }).credentials.slice(0, 2) }
    expect(await shared(both)).toEqual({ name: { given_name: 'Ada' }, place: { postcode: 'AL9 7ZQ' } })
  })

  it('is the first way through sets of credentials, without what may be left out', async () => {
    expect(await shared(two({ credential_sets: [{ options: [['shoes'], ['place'], ['name']] }] }))).toEqual({ place: { postcode: 'AL9 7ZQ' } })
    expect(await shared(two({ credential_sets: [{ options: [['name']] }, { options: [['place']], required: false }] }))).toEqual({ name: { given_name: 'Ada' } })
    const world = await startWalletWorld()
    await hold(world)
    await expect(ask(world, { query: two({ credential_sets: [{ options: [['shoes']] }, { options: [['name']] }] }) })).rejects.toMatchObject({ code: 'nothing_matches' })
  })

  it('is whichever way through a set the citizen takes, of those that this wallet has', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const consent = await ask(world, { query: two({ credential_sets: [{ options: [['shoes', 'name'], ['place'], ['name', 'place'], ['name']] }, { options: [['shoes'], ['name', 'place']], required: false }] }) })
    const [needed = expect.fail(), spare = expect.fail()] = consent.sets
    expect([needed.options, spare.options]).toEqual([[['place'], ['name', 'place'], ['name']], [['name', 'place']]])
    const taken = (...ways: readonly (readonly [AskedSet, readonly string[]])[]) => partsTaken(consent, new Map(ways)).map(({ queryId }) => queryId).toSorted()
    expect([taken(), taken([needed, ['name']]), taken([needed, ['name']], [spare, ['name', 'place']])]).toEqual([['place'], ['name'], ['name', 'place']])
    await world.wallet.answerRequest(consent, partsTaken(consent, new Map([[needed, ['name']]])).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))
    expect(Object.keys(presentations(world))).toEqual(['name'])
  })

  it('is several credentials for one question, where the verifier takes several, and else one', async () => {
    const world = await startWalletWorld()
    await hold(world, {}, { receivedAt: 1 })
    await hold(world, {}, { receivedAt: 2 })
    const consent = await ask(world, { query: { credentials: [residencyQuery({ multiple: true })] } })
    const [asked = expect.fail()] = consent.asked
    expect([asked.mayBeSeveral, (await ask(world)).asked[0]?.mayBeSeveral]).toEqual([true, false])
    await world.wallet.answerRequest(consent, asked.fitting.map(({ credential, required }) => ({ queryId: 'residency', credential, facts: required })))
    const all = openedAnswer(sentToAskers(world).at(-1) ?? expect.fail()).vp_token['residency'] ?? []
    expect(all.map((one) => one.split('~')[0])).toEqual(asked.fitting.map(({ credential }) => credential.credential.split('~')[0]))
  })

  it('shows what a credential can not hide', async () => {
    const world = await startWalletWorld()
    await hold(world, { credential: { payload: { nickname: 'Addy' } } })
    const { asked } = await ask(world)
    expect(asked[0]?.fitting[0].required.map(({ label, value }) => `${label.en}: ${value}`)).toContain('nickname: Addy')
  })
})

describe('a request that is odd', () => {
  it('without a purpose that can be shown asks for a second thought', async () => {
    for (const counterfoil_purpose of [undefined, { ...purpose, purpose: { en: 'a\u202eb', cy: 'b' } }]) {
      const world = await startWalletWorld()
      await hold(world)
      expect((await ask(world, { claims: { counterfoil_purpose } })).concerns).toEqual(['no_purpose'])
    }
  })

  it('that asks for a fact that its purpose says nothing of asks for a second thought', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const asking = async (stated: readonly string[], id: string | undefined): Promise<unknown> =>
      (await ask(world, { query: query({ claims: [{ id: 'given_name', path: ['given_name'] }, { ...(id === undefined ? {} : { id }), path: ['family_name'] }] }), claims: { counterfoil_purpose: { ...purpose, claims: stated } } })).concerns
    expect(await asking(['given_name', 'family_name'], 'family_name')).toEqual([])
    expect(await asking(['given_name'], 'family_name')).toEqual(['beyond_purpose'])
    expect(await asking(['given_name', 'family_name'], undefined)).toEqual(['beyond_purpose'])
    // A listed asker who says of no fact what it is for.
    expect((await ask(world, { claims: { counterfoil_purpose: purpose } })).concerns).toEqual(['beyond_purpose'])
  })

  it('that wants everything a credential says asks for a second thought (WAL-11)', async () => {
    const world = await startWalletWorld()
    await hold(world)
    const everything = Object.keys(sampleClaims).map((name) => ({ id: name, path: [name] }))
    expect((await ask(world, { query: query({ claims: everything }) })).concerns).toEqual(['everything'])
    expect((await ask(world, { query: query({ claims: everything.slice(1) }) })).concerns).toEqual([])
  })
})
