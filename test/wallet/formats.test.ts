import { createPublicKey, type KeyObject } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseCredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { isJsonObject, type JsonObject } from '@counterfoil/shared/kernel/json'
import { jwkThumbprint } from '@counterfoil/shared/kernel/jwk'
import { parsePresentationRequest } from '@counterfoil/shared/oid4vp/presentation-request'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import type { Verdict } from '@counterfoil/shared/verification/verdict'
import { CannotAnswer, type ConsentRequest } from '@counterfoil/wallet/domain/consent'
import { Fault } from '@counterfoil/wallet/domain/fault'
import { claimRows } from '@counterfoil/wallet/domain/claim-leaves'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { parseHeldCredential } from '@counterfoil/wallet/domain/parse-held-credential'
import { ports } from '../support/presentations.ts'
import { makeKey, signedJwt } from './support/stub-council.ts'
import { issueIn, sha256, type FormatChanges, type OtherShape } from './support/stub-formats.ts'
import { json, typed } from './support/stub-internet.ts'
import { statusListUri } from './support/stub-issuer.ts'
import { encryptionJwk, hold, openedAnswer, publishRequest, purpose, residencyQuery, responseUriOf, sentToAskers, type RequestChanges } from './support/stub-verifier.ts'
import { startWalletWorld, type WalletWorld } from './support/wallet-world.ts'

const docType = 'org.counterfoil.residency.1'
const shapes = ['jwt-vc', 'vc-jwt', 'mdoc'] as const

const offered = (shape: OtherShape) => ({ offer: (offer: JsonObject) => ({ ...offer, credential_configuration_ids: [`residency-${shape}`] }) })

const start = (): Promise<WalletWorld> => startWalletWorld()

/** Collects what the council hands over in one format. */
const holdIn = (world: WalletWorld, shape: OtherShape, changes: FormatChanges = {}): Promise<HeldCredential> =>
  hold(world, { ...offered(shape), respond: async (jwk) => json({ credentials: [{ credential: await issueIn(shape, world.aldermoor, jwk, changes) }] }) })

const pathIn = (shape: OtherShape, name: string): string[] => (shape === 'mdoc' ? [docType, name] : ['credentialSubject', ...(name === 'postcode' ? ['address', name] : [name])])

/** Asks for these facts; the date of birth may be left out. */
function queryIn(shape: OtherShape, names: readonly string[] = ['given_name', 'postcode']): JsonObject {
  const type = shape === 'mdoc' ? { format: 'mso_mdoc', meta: { doctype_value: docType } } : { format: 'jwt_vc_json', meta: { type_values: [['VerifiableCredential', 'ResidencyCredential']] } }
  return { id: 'residency', ...type, claims: names.map((name) => ({ id: name, path: pathIn(shape, name) })) }
}

const ask = (world: WalletWorld, query: JsonObject, changes: RequestChanges = {}): Promise<ConsentRequest> =>
  world.wallet.readRequest(parsePresentationRequest(publishRequest(world, { query: { credentials: [query] }, ...changes })))

/** Shares what is needed, and answers what was presented. */
async function shared(world: WalletWorld, consent: ConsentRequest): Promise<string> {
  const shares = consent.asked.map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required }))
  await world.wallet.answerRequest(consent, shares)
  const posted = sentToAskers(world).findLast(({ method }) => method === 'POST') ?? expect.fail()
  return openedAnswer(posted).vp_token['residency']?.[0] ?? ''
}

/** What our verifier's own judging says. */
function judged({ aldermoor, clock }: WalletWorld, presentation: string, query: JsonObject, consent: ConsentRequest): Promise<Verdict> {
  const { did, issuer } = aldermoor.listing
  const clientId = consent.request.clientId.full
  const now = epochSeconds(clock.now)
  const fact = <Value>(value: Value) => ({ value, observedAt: now })
  return verifyPresentation<KeyObject>(
    {
      presentation,
      query: parseCredentialQuery(query, 'query'),
      audience: clientId,
      nonce: consent.request.nonce,
      handover: { kind: 'redirect', clientId, responseUri: responseUriOf(aldermoor), thumbprint: jwkThumbprint({ ...encryptionJwk, kty: 'EC', crv: 'P-256' }, sha256) },
    },
    ports({ now, issuerKey: () => fact({ did, key: createPublicKey(aldermoor.keys.credential.key), issuerNames: [did, issuer] }), isAccredited: () => fact(true), status: () => fact(0) }),
  )
}

const labelsOf = (facts: readonly { readonly label: { readonly en: string } }[] = []): string[] => facts.map(({ label }) => label.en)

describe.each(shapes)('a credential collected as %s', (shape) => {
  it('is shown with every fact by its name, and found again in the vault as it was', async () => {
    const world = await start()
    const held = await holdIn(world, shape)
    expect(held).toMatchObject({ format: shape === 'mdoc' ? 'mso_mdoc' : 'jwt_vc_json', vct: 'https://issuer.example/types/residency/1', expiresAt: world.clock.now + 86_400 })
    expect(Object.fromEntries(claimRows(held.claims, held.labels).map(({ label, value }) => [label.en, value]))).toMatchObject({ 'First name': 'Ada', 'Date of birth': '1957-03-09', Postcode: 'AL9 7ZQ', 'Town or city': 'Aldermoor' })
    expect(parseHeldCredential(JSON.parse(JSON.stringify(held)))).toEqual(held)
  })

  it('is presented as our verifier’s judging takes it, for this request alone', async () => {
    const world = await start()
    await holdIn(world, shape)
    const query = queryIn(shape)
    const consent = await ask(world, query)
    const presentation = await shared(world, consent)
    const verdict = await judged(world, presentation, query, consent)
    expect(verdict).toMatchObject({ outcome: 'verified', overDisclosed: false })
    expect(JSON.stringify(verdict.outcome === 'verified' ? verdict.claims : null)).toMatch(/Ada.*AL9 7ZQ/)
    const another = { ...consent, request: { ...consent.request, nonce: 'n-of-another-request' } }
    expect(await judged(world, presentation, query, another)).toMatchObject({ outcome: 'refused', refusal: 'holder_binding_mismatch' })
  })

  it('is not mistaken for one in another format, or of another type', async () => {
    const world = await start()
    await holdIn(world, shape)
    const other = queryIn(shape === 'mdoc' ? 'vc-jwt' : 'mdoc')
    await expect(ask(world, other)).rejects.toMatchObject({ code: 'nothing_matches' })
    await expect(ask(world, { ...queryIn(shape), meta: shape === 'mdoc' ? { doctype_value: 'org.iso.18013.5.1.mDL' } : { type_values: [['LicenceCredential']] } })).rejects.toMatchObject({ code: 'nothing_matches' })
  })

  it('is shown to nobody who may not ask for what it is', async () => {
    const world = await start()
    await holdIn(world, shape)
    await expect(ask(world, queryIn(shape), { council: world.brackenfield })).rejects.toMatchObject({ code: 'asker_not_accredited' })
    expect(sentToAskers(world).filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('is told to nobody who may not ask for what it is: they get the answer of somebody who has none', async () => {
    const [owner, other] = [await start(), await start()]
    await holdIn(owner, shape)
    for (const world of [owner, other]) {
      const why = await ask(world, queryIn(shape), { council: world.brackenfield }).catch((error: unknown) => error)
      if (!(why instanceof CannotAnswer)) throw why
      await world.wallet.declineRequest(why.request, why.requester, why.error)
    }
    const answers = [owner, other].map((world) => sentToAskers(world).map(({ method, url, body }) => [method, url, body]))
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.at(-1)?.[2]).toBe('error=access_denied&state=r1')
  })

  it('of a type that a council may not ask for is, beside what it may, as if nobody had it', async () => {
    const [owner, other] = [await start(), await start()]
    const kept = await holdIn(owner, shape)
    await owner.wallet.vault.keep({ ...kept, vct: 'https://issuer.example/types/health/1' })
    const credential_sets = [{ options: [['residency']] }, { options: [['health']], required: false }]
    const query = { credentials: [residencyQuery(), { ...queryIn(shape), id: 'health' }], credential_sets }
    for (const world of [owner, other]) {
      await hold(world)
      const { asked, sets } = await world.wallet.readRequest(parsePresentationRequest(publishRequest(world, { query })))
      expect([asked.map(({ queryId }) => queryId), sets.map(({ options }) => options)]).toEqual([['residency'], [[['residency']]]])
    }
  })

  it('authorises no transaction: its format has no place for one', async () => {
    const world = await start()
    await holdIn(world, shape)
    const transaction = Buffer.from(JSON.stringify({ type: 'urn:counterfoil:transaction:declaration:1', statement: { en: 'I live there', cy: 'Rwy’n byw yno' }, credential_ids: ['residency'] })).toString('base64url')
    await expect(ask(world, queryIn(shape), { claims: { transaction_data: [transaction] } })).rejects.toMatchObject({ code: 'transaction_unknown' })
  })

  it.each<[string, (world: WalletWorld) => FormatChanges]>([
    ['for another key', () => ({ key: makeKey().jwk })],
    ['signed by another listed council', ({ brackenfield }) => ({ signer: brackenfield.keys.credential })],
    ['signed by a key that is for lists', ({ aldermoor }) => ({ signer: { ...aldermoor.keys.credential, key: makeKey().key } })],
    ['altered', () => ({ altered: (issued) => `${issued.slice(0, -6)}${issued.at(-6) === 'A' ? 'B' : 'A'}${issued.slice(-5)}` })],
    ['that is something else altogether', () => ({ altered: () => 'e30.e30.e30' })],
    ['that has ended', ({ clock }) => ({ payload: { exp: clock.now - 120 }, credential: { validUntil: new Date((clock.now - 120) * 1000).toISOString(), validFrom: undefined }, mdoc: { validity: { from: new Date((clock.now - 9000) * 1000), until: new Date((clock.now - 120) * 1000), update: null } } })],
    ['that has not begun', ({ clock }) => ({ payload: { nbf: clock.now + 3600 }, credential: { validFrom: new Date((clock.now + 3600) * 1000).toISOString() }, mdoc: { validity: { from: new Date((clock.now + 3600) * 1000), until: new Date((clock.now + 7200) * 1000), update: null } } })],
    ['of another type', () => ({ credential: { type: ['VerifiableCredential', 'LibraryCardCredential'] }, mdoc: { docType: 'org.counterfoil.library-card.1' } })],
  ])('is not taken %s', async (_what, changesOf) => {
    const world = await start()
    const refused = holdIn(world, shape, changesOf(world))
    await expect(refused).rejects.toBeInstanceOf(Fault)
    await expect(refused).rejects.toMatchObject({ code: 'credential_wrong' })
    expect(await world.wallet.vault.credentials()).toEqual([])
  })
})

describe('a W3C credential', () => {
  it.each(['jwt-vc', 'vc-jwt'] as const)('as %s is handed over as its issuer made it where nobody asks who shows it, and else within a presentation', async (shape) => {
    const world = await start()
    const { credential } = await holdIn(world, shape)
    const query = { ...queryIn(shape), require_cryptographic_holder_binding: false }
    const unbound = await ask(world, query)
    const presentation = await shared(world, unbound)
    expect(presentation).toBe(credential)
    expect(await judged(world, presentation, query, unbound)).toMatchObject({ outcome: 'verified' })
    const bound = await shared(world, await ask(world, { ...query, require_cryptographic_holder_binding: true }))
    expect(bound).not.toBe(credential)
    expect(bound.split('.')).toHaveLength(3)
  })

  it('is shown whole, which the citizen is told with every fact, those that nobody asked for apart', async () => {
    const world = await start()
    await holdIn(world, 'jwt-vc', { credential: { evidence: [{ type: 'DocumentVerification', document: 'Passport' }] } })
    const { asked, concerns } = await ask(world, queryIn('jwt-vc'))
    const [best] = asked[0]?.fitting ?? []
    expect(labelsOf(best?.required).toSorted()).toEqual(['Address line 1', 'Address line 2', 'Date of birth', 'First name', 'Last name', 'Postcode', 'Property reference number (UPRN)', 'Resident since', 'Town or city', 'evidence document', 'evidence type'].toSorted())
    expect(labelsOf(best?.unasked)).not.toContain('Postcode')
    expect(labelsOf(best?.unasked)).toContain('Date of birth')
    expect(best).toMatchObject({ optional: [], unseen: [] })
    expect(concerns).toContain('shown_whole')
  })

  it('is not said to show more than was asked for where all of it was', async () => {
    const world = await start()
    await holdIn(world, 'vc-jwt')
    const { concerns } = await ask(world, { ...queryIn('vc-jwt'), claims: [{ id: 'all', path: ['credentialSubject'] }] }, { claims: { counterfoil_purpose: { ...purpose, claims: ['all'], optional: [] } } })
    expect(concerns).toEqual(['everything'])
  })

  it.each([
    ['jwt-vc', { issuer: { id: 'did:web:evil.example' } }],
    ['vc-jwt', { issuer: 'did:web:evil.example' }],
    ['jwt-vc', { credentialSubject: [{ given_name: 'Ada' }, { given_name: 'Eve' }] }],
    ['vc-jwt', { '@context': ['https://www.w3.org/ns/credentials/v2'] }],
    ['vc-jwt', { credentialStatus: [{ type: 'InventedStatus' }] }],
  ] as const)('as %s is not taken with %j', async (shape, credential) => {
    await expect(holdIn(await start(), shape, { credential })).rejects.toMatchObject({ code: 'credential_wrong' })
  })

  const publishBits = (world: WalletWorld, purposeOf: 'revocation' | 'suspension', set: readonly number[]): void => {
    const bytes = new Uint8Array(131_072 / 8)
    for (const index of set) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index % 8))
    const uri = `${statusListUri(world.aldermoor)}/${purposeOf}`
    const list = { '@context': ['https://www.w3.org/ns/credentials/v2'], id: uri, type: ['VerifiableCredential', 'BitstringStatusListCredential'], issuer: world.aldermoor.listing.did, validFrom: '2020-01-01T00:00:00Z', credentialSubject: { id: `${uri}#list`, type: 'BitstringStatusList', statusPurpose: purposeOf, encodedList: `u${gzipSync(bytes).toString('base64url')}` } }
    world.internet.on(uri, () => typed(signedJwt(world.aldermoor.keys.status, { typ: 'vc+jwt', cty: 'vc' }, list), 'application/vc+jwt'))
  }

  const standings = [
    [[], [], 'active'],
    [[], [7], 'suspended'],
    [[7], [7], 'withdrawn'],
    [[6], [8], 'active'],
  ] as const
  const byLists = (['jwt-vc', 'vc-jwt'] as const).flatMap((shape) => standings.map((standing) => [shape, ...standing] as const))

  it.each(byLists)('as %s stands as its W3C lists say together: revoked %j, suspended %j, so %s', async (shape, revoked, suspended, state) => {
    const world = await start()
    const held = await holdIn(world, shape, { payload: { status: undefined } })
    publishBits(world, 'revocation', revoked)
    publishBits(world, 'suspension', suspended)
    await world.wallet.refreshStatus(held)
    expect((await world.wallet.vault.credentials())[0]?.standing).toMatchObject({ state, checkedAt: world.clock.now })
  })

  it('of data model 2.0 is not said to stand while one of its lists cannot be had', async () => {
    const world = await start()
    const held = await holdIn(world, 'vc-jwt')
    publishBits(world, 'revocation', [])
    await world.wallet.refreshStatus(held)
    expect((await world.wallet.vault.credentials())[0]?.standing).toMatchObject({ isStale: true })
  })
})

describe('an mdoc', () => {
  it.each([
    [{ birth_date: ['1957-03-09'] }, true],
    [{ birth_date: ['1957-03-10'] }, false],
    [{ birth_date: [-4680], given_name: ['Ada'] }, false],
    [{ given_name: ['Eve', 'Ada'] }, true],
    [{ given_name: [true] }, false],
  ])('answers who asks for the values %j, as JSON has them: %s', async (values, isAnswered) => {
    const world = await start()
    await holdIn(world, 'mdoc')
    const claims = Object.entries(values).map(([name, wanted]) => ({ id: name, path: pathIn('mdoc', name), values: wanted }))
    const asked = ask(world, { ...queryIn('mdoc'), claims })
    if (isAnswered) expect((await asked).asked[0]?.fitting).toHaveLength(1)
    else await expect(asked).rejects.toMatchObject({ code: 'nothing_matches' })
  })

  it('shows the chosen elements and no other', async () => {
    const world = await start()
    await holdIn(world, 'mdoc')
    const query = { ...queryIn('mdoc', ['given_name', 'postcode', 'birth_date']), claim_sets: [['given_name', 'postcode', 'birth_date'], ['given_name', 'postcode']] }
    const consent = await ask(world, query)
    const [best] = consent.asked[0]?.fitting ?? []
    expect([labelsOf(best?.required), labelsOf(best?.optional), labelsOf(best?.unasked)]).toEqual([['First name', 'Postcode'], ['Date of birth'], []])
    expect(best?.unseen.map(({ en }) => en)).toContain('Property reference number (UPRN)')
    const bytes = Buffer.from(await shared(world, consent), 'base64url')
    expect([bytes.includes('AL9 7ZQ'), bytes.includes('1957'), bytes.includes('100087654321')]).toEqual([true, false, false])
  })

  it('is not taken with a certificate of a key that its council does not publish', async () => {
    await expect(holdIn(await start(), 'mdoc', { certified: makeKey().key })).rejects.toMatchObject({ code: 'credential_wrong' })
  })
})

describe('an offer of several formats', () => {
  it('is collected in the one that shows least, and nobody is asked', async () => {
    const world = await start()
    const held = await hold(world, { offer: (offer) => ({ ...offer, credential_configuration_ids: ['residency-jwt-vc', 'residency-mdoc', 'residency-sd-jwt'] }) })
    expect(held).not.toHaveProperty('format')
  })

  it('is not collected by whoever is accredited for another type', async () => {
    const world = await start()
    const metadata = (document: JsonObject): JsonObject => {
      const configurations = document['credential_configurations_supported']
      const mdoc = isJsonObject(configurations) ? configurations['residency-mdoc'] : undefined
      return { ...document, credential_configurations_supported: { 'residency-mdoc': { ...(isJsonObject(mdoc) ? mdoc : {}), credential_metadata: {} } } }
    }
    // Without the name that is accredited, a type has its own.
    await expect(hold(world, { ...offered('mdoc'), metadata })).rejects.toMatchObject({ code: 'issuer_not_accredited' })
  })
})
