import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorityKeyIdentifier } from '@counterfoil/shared/dcql/trusted-authorities'
import type { AnyNetwork } from '@counterfoil/shared/network/network'
import { root } from '../support/source-files.ts'
import { askedPaths, encryptAnswer, fetchRequest, formServer, Holder, openResult, post, sampleClaims, select, type CredentialChanges, type RequestClaims } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

// Forms that say exactly what they take: which values, which sets of claims, by whose certificates, and whether anybody proves it theirs.

const folder = mkdtempSync('/tmp/asked-exactly-')
const words = { en: 'A test', cy: 'Prawf' }
const claim = (id: string, path: readonly string[], more: object = {}) => ({ id, path, need: 'required', purpose: words, ...more })
const names = [claim('given_name', ['given_name']), claim('family_name', ['family_name'])]
const nameFields = [{ name: 'first_name', from: 'given_name' }, { name: 'last_name', from: 'family_name' }]

function formsOf({ authorities: [authority] }: AnyNetwork): string {
  const permit = JSON.parse(readFileSync(join(root, 'packages/shared/forms/resident-parking-permit.json'), 'utf8')) as { credential: object }
  const aki = authorityKeyIdentifier(authority?.keys.credential.x5c[0] ?? '') ?? ''
  const credential = (more: object) => ({ credential: { ...permit.credential, ...more } })
  const forms: Readonly<Record<string, object>> = {
    'of-value': { claims: [...names, claim('town', ['address', 'post_town'], { values: ['Elsewhere', sampleClaims.address.post_town] })], fields: [...nameFields, { name: 'town', from: 'town' }] },
    'of-set': { claims: [...names, claim('birth_date', ['birth_date'], { need: 'if_held' }), claim('since', ['resident_since'], { need: 'if_held' })], claimSets: [['given_name', 'family_name', 'since'], ['given_name', 'family_name', 'birth_date']], fields: [...nameFields, { name: 'either', from: 'birth_date' }, { name: 'either', from: 'since' }] },
    'of-authority': { claims: names, fields: nameFields, ...credential({ trustedAuthorities: [{ type: 'aki', values: [aki] }] }) },
    'of-stranger': { claims: names, fields: nameFields, ...credential({ trustedAuthorities: [{ type: 'aki', values: ['AAAAAAAAAAAAAAAAAAAAAAAAAAA'] }] }) },
    unbound: { claims: names, fields: nameFields, ...credential({ withoutHolderBinding: words }) },
    bound: { claims: names, fields: nameFields },
  }
  const to = join(folder, 'forms')
  mkdirSync(to, { recursive: true })
  for (const [id, form] of Object.entries(forms)) writeFileSync(join(to, `${id}.json`), JSON.stringify({ ...permit, id, crossDevice: { allowed: true, reason: words }, ...form }))
  return to
}

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld({ configure: (network) => ({ formsDir: formsOf(network) }) })
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Presenting {
  readonly credential?: CredentialChanges
  /** Names of what is shown; everything asked for unless it is said. */
  readonly shown?: readonly string[]
  readonly isBound?: boolean
}

const asking = (request: RequestClaims): { readonly id: string } & Record<string, unknown> => (request['dcql_query'] as unknown as { credentials: [{ id: string } & Record<string, unknown>] }).credentials[0]

async function exchange(form: string, { credential = {}, shown, isBound = true }: Presenting = {}) {
  const server = formServer(world, 'aldermoor')
  const started = await server.start({ form })
  const request = await fetchRequest(started)
  const holder = new Holder(world)
  const paths = askedPaths(request).filter((path) => shown === undefined || shown.includes(path.at(-1) ?? ''))
  const selection = select(await holder.credential(credential), paths)
  const response = await post(request, { response: encryptAnswer(request, { [asking(request).id]: [isBound ? holder.bind(selection, request) : selection] }) })
  const state = await server.status(started)
  return { asked: asking(request), status: response.status, state, result: state.status === 'answered' ? await openResult(await server.result(started), started) : null }
}

describe('a form', () => {
  it('that takes some values alone asks for them, and is filled by one of them', async () => {
    const { asked, result } = await exchange('of-value')
    expect(asked['claims']).toContainEqual({ id: 'town', path: ['address', 'post_town'], values: ['Elsewhere', sampleClaims.address.post_town] })
    expect(result?.fields).toMatchObject({ town: sampleClaims.address.post_town })
  })

  it.each<[string, object]>([
    ['another', { address: { ...sampleClaims.address, post_town: 'Brackenfield' } }],
    ['the same in other letters', { address: { ...sampleClaims.address, post_town: 'ELSEWHERE' } }],
    ['a list with one of them', { address: { ...sampleClaims.address, post_town: ['Elsewhere'] } }],
  ])('that takes some values alone is refused %s, as if it were absent', async (_what, claims) => {
    expect(await exchange('of-value', { credential: { claims: { ...sampleClaims, ...claims } } })).toMatchObject({ status: 400, state: { status: 'refused', refusal: 'credential_missing_data' } })
  })

  it.each([
    [['given_name', 'family_name', 'resident_since'], ['given_name', 'family_name', 'since'], sampleClaims.resident_since],
    [['given_name', 'family_name', 'birth_date'], ['given_name', 'family_name', 'birth_date'], sampleClaims.birth_date],
  ])('that takes one set of claims or another is filled by %j, and told which', async (shown, set, value) => {
    const { asked, result } = await exchange('of-set', { shown })
    expect(asked['claim_sets']).toEqual([['given_name', 'family_name', 'since'], ['given_name', 'family_name', 'birth_date']])
    expect(result).toMatchObject({ fields: { either: value }, source: { claim_set: set } })
  })

  it('that takes one set of claims or another is refused half of one', async () => {
    expect(await exchange('of-set', { shown: ['given_name', 'resident_since'] })).toMatchObject({ state: { refusal: 'credential_missing_data' } })
  })

  it('that names who certifies takes what they certified, and nothing else', async () => {
    const mine = await exchange('of-authority')
    expect(mine.asked['trusted_authorities']).toEqual([{ type: 'aki', values: [expect.stringMatching(/^[\w-]{27}$/)] }])
    expect(mine.result?.fields).toMatchObject({ first_name: sampleClaims.given_name })
    expect(await exchange('of-authority', { credential: { header: { x5c: undefined } } })).toMatchObject({ state: { refusal: 'issuer_not_trusted' } })
    expect(await exchange('of-stranger')).toMatchObject({ state: { refusal: 'issuer_not_trusted' } })
  })

  it('that wants no proof of whose it is takes what comes without, and judges one that is there; no other form does', async () => {
    const { asked, result } = await exchange('unbound', { isBound: false })
    expect(asked['require_cryptographic_holder_binding']).toBe(false)
    expect(result?.fields).toMatchObject({ first_name: sampleClaims.given_name })
    expect((await exchange('unbound')).result?.fields).toMatchObject({ first_name: sampleClaims.given_name })
    expect(await exchange('bound', { isBound: false })).toMatchObject({ status: 400, state: { status: 'fetched', hint: 'holder_binding_missing' } })
  })

  it('is in the Purpose Register with how it takes the credential, and why nobody checks who shows it', async () => {
    const takingOf = async (form: string): Promise<object | undefined> => ((await (await fetch(`${world.verifierUrl}/purpose-register.json?authority=aldermoor&form=${form}`)).json()) as { forms: { credential: object }[] }).forms[0]?.credential
    const usual = { bound_to_holder: true, unbound_reason: null, most: 1, claim_sets: [], trusted_authorities: [] }
    expect(await takingOf('bound')).toMatchObject(usual)
    expect(await takingOf('unbound')).toMatchObject({ ...usual, bound_to_holder: false, unbound_reason: words })
    expect(await takingOf('of-set')).toMatchObject({ ...usual, claim_sets: [['given_name', 'family_name', 'since'], ['given_name', 'family_name', 'birth_date']] })
    expect(await takingOf('of-stranger')).toMatchObject({ ...usual, trusted_authorities: [{ type: 'aki', values: ['AAAAAAAAAAAAAAAAAAAAAAAAAAA'] }] })
    for (const [lang, told] of [
      ['en', ['Nobody checks who shows it: Residency', 'Any of these will do, from Residency', 'First name, Last name, Resident since; or else First name, Last name, Date of birth', 'Not from every issuer: Residency', `Town or city (only if it is: Elsewhere, ${sampleClaims.address.post_town})`]],
      ['cy', ['Nid oes neb yn gwirio pwy sy’n ei dangos: Preswyliaeth', 'Nid gan bob rhoddwr: Preswyliaeth']],
    ] as const) {
      const page = await (await fetch(`${world.verifierUrl}/purpose-register?lang=${lang}`)).text()
      for (const text of told) expect(page).toContain(text)
    }
  })
})
