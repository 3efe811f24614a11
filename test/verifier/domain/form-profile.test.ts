import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { assert, constantFrom, property, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answeredClaims } from '@counterfoil/shared/dcql/match-claims'
import { parseDcqlQuery } from '@counterfoil/shared/dcql/dcql-query'
import { parseStatedPurpose } from '@counterfoil/shared/oid4vp/stated-purpose'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { parseFormProfile, readForms } from '@counterfoil/verifier/adapters/form-files'
import { formQuery } from '@counterfoil/verifier/domain/form-query'
import { isReturnAddress, privacyNoticeOf, statedPurpose, type FormProfile } from '@counterfoil/verifier/domain/form-profile'
import { mapToFields } from '@counterfoil/verifier/domain/prefill-result'
import { constantMembers, constantMetadata, requestObjectPayload } from '@counterfoil/verifier/domain/request-object-payload'
import type { JsonObject } from '@counterfoil/shared/kernel/json'

const folder = new URL('../../../services/verifier/forms/', import.meta.url)
const types = readCatalogue()
const text = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8')
const profile = (name = 'blue-badge-renewal'): FormProfile => parseFormProfile(text(name), name, types)

type Open<Item> = Item extends string ? Item : { -readonly [Member in keyof Item]: Item[Member] }
type Loose<Value> = { -readonly [Member in keyof Value]: Value[Member] extends readonly (infer Item)[] ? Open<Item>[] : Value[Member] } & Record<string, unknown>
const altered = (change: (profile: Loose<FormProfile>) => unknown): string => {
  const copy = JSON.parse(text('blue-badge-renewal')) as Loose<FormProfile>
  change(copy)
  return JSON.stringify(copy)
}
const first = <Item>(items: readonly Item[]): Item => {
  const [item] = items
  if (item === undefined) throw new Error('empty')
  return item
}

describe('the form profiles', () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', '')))('%s is well formed and named as its file', (name) => {
    expect(profile(name).id).toBe(name)
  })

  it('are there for every authority and nobody else', () => {
    const forms = readForms({ folder: folder.pathname, types, typesUrl: 'http://t', authorities: ['aldermoor', 'dunmere'], website: null })
    expect(forms.find('dunmere', 'resident-parking-permit')?.query.credentials[0].meta).toEqual({ vct_values: ['http://t/residency/1'] })
    for (const [authority, form] of [['elmsworth', 'blue-badge-renewal'], ['aldermoor', 'x'], ['aldermoor', '__proto__'], ['', '']] as const) expect(forms.find(authority, form)).toBeNull()
  })
})

describe('a form profile', () => {
  it.each<[string, (profile: Loose<FormProfile>) => unknown, string]>([
    ['a claim that fills no field', (p) => (p.fields = p.fields.filter(({ from }) => from !== 'uprn')), 'fills no field'],
    ['a field filled from nothing', (p) => p.fields.push({ name: 'age', from: 'age' }), 'not asked for'],
    ['a missing translation', (p) => (p.title = { en: 'Renew', cy: '' }), 'title.cy'],
    ['no Welsh at all', (p) => Object.assign(p, { title: { en: 'Renew' } }), 'title.cy'],
    ['a purpose that reads backwards', (p) => (p.purpose = { en: 'a\u202eb', cy: 'c' }), 'purpose.en'],
    ['a claim that the type does not have', (p) => (first(p.claims).path = ['given_name', 'x']), 'not one of the credential type'],
    ['a whole object as claim', (p) => (first(p.claims).path = ['address']), 'not one of the credential type'],
    ['VPR-55: a claim path of __proto__', (p) => (first(p.claims).path = ['__proto__', 'x']), 'reserved'],
    ['VPR-55: a claim path that is an expression', (p) => (first(p.claims).path = ['a.b[0]']), 'not one of the credential type'],
    ['VPR-55: a field named constructor', (p) => (first(p.fields).name = 'constructor'), 'reserved'],
    ['a claim twice', (p) => p.claims.push(first(p.claims)), 'listed twice'],
    ['a field twice', (p) => p.fields.push(first(p.fields)), 'listed twice'],
    ['nothing required', (p) => p.claims.forEach((claim) => (claim.need = 'optional')), 'no claim is required'],
    ['a claim without its purpose', (p) => delete (first(p.claims) as { purpose?: unknown }).purpose, 'claims.0.purpose'],
    ['a claim whose purpose is empty', (p) => (first(p.claims).purpose = { en: '', cy: 'x' }), 'the purpose of claim given_name.en'],
    ['no version', (p) => delete (p as { version?: unknown }).version, 'version'],
    ['an unknown member', (p) => (p['query'] = {}), 'query'],
    ['an unknown credential type', (p) => (p.credential = { id: 'a', type: 'passport', version: 1 }), 'no such credential type'],
    ['another version of the type', (p) => (p.credential = { id: 'a', type: 'residency', version: 2 }), 'no such credential type'],
    ['a return path that is another host', (p) => (p.returnPaths = ['//evil.example']), 'returnPaths'],
    ['a privacy notice that is a script', (p) => (p.privacyNotice = { en: 'javascript:alert(1)', cy: 'https://a.example/' }), 'privacyNotice'],
    ['a privacy notice that is not protected', (p) => (p.privacyNotice = { en: 'https://a.example/', cy: 'http://a.example/' }), 'privacyNotice'],
    ['a return path that climbs', (p) => (p.returnPaths = ['/a/../b']), 'returnPaths'],
  ])('with %s is refused at start', (_what, change, problem) => {
    expect(() => parseFormProfile(altered(change), 'wrong', types)).toThrow(problem)
  })

  it('tells all its problems at once', () => {
    const wrong = altered((p) => {
      p.title = { en: '', cy: '' }
      p.claims.push({ id: 'spare', path: ['resident_since'], need: 'optional', purpose: { en: 'a', cy: '' } })
      Object.assign(p, { retention: { en: 'x' }, unknown: 1 })
    })
    expect(() => parseFormProfile(wrong, 'wrong', types)).toThrow(/retention\.cy[\s\S]*unknown[\s\S]*title\.en[\s\S]*title\.cy[\s\S]*purpose of claim spare\.cy[\s\S]*spare is asked for but fills no field/)
  })

  it('is told with the problems of all others', () => {
    const forms = mkdtempSync('/tmp/forms-')
    writeFileSync(`${forms}/a.json`, altered((p) => (p.title = { en: '', cy: 'x' })))
    writeFileSync(`${forms}/b.json`, '{')
    writeFileSync(`${forms}/c.json`, altered((p) => p.fields.push({ name: 'age', from: 'age' })))
    expect(() => readForms({ folder: forms, types, typesUrl: 'http://t', authorities: ['aldermoor'], website: null })).toThrow(/a\.json[\s\S]*title\.en[\s\S]*b\.json[\s\S]*not JSON[\s\S]*c\.json[\s\S]*not asked for/)
    rmSync(forms, { recursive: true })
  })

  it('lets citizens go back to its own page alone', () => {
    const origins = ['https://forms.example']
    expect(isReturnAddress(profile(), 'aldermoor', origins, 'https://forms.example/aldermoor/blue-badge-renewal')).toBe(true)
    for (const address of ['https://forms.example/dunmere/blue-badge-renewal', 'https://forms.example/{authority}/blue-badge-renewal', 'https://forms.example', ''])
      expect(isReturnAddress(profile(), 'aldermoor', origins, address)).toBe(false)
  })

  it('tells where its privacy notice is, unless that is on a website that is not there', () => {
    expect(privacyNoticeOf(profile(), 'dunmere', 'https://forms.example')?.cy).toBe('https://forms.example/dunmere/privacy?lang=cy')
    expect(privacyNoticeOf(profile(), 'dunmere', null)).toBeNull()
    const itsOwn = { en: 'https://www.{authority}.example/privacy', cy: 'https://www.{authority}.example/preifatrwydd' }
    expect(privacyNoticeOf({ ...profile(), privacyNotice: itsOwn }, 'dunmere', null)?.en).toBe('https://www.dunmere.example/privacy')
    expect(privacyNoticeOf({ ...profile(), privacyNotice: undefined }, 'dunmere', 'https://forms.example')).toBeNull()
  })

  it('is what the consent screen shows', () => {
    const purpose = statedPurpose(profile(), 'dunmere')
    expect(parseStatedPurpose(JSON.parse(JSON.stringify(purpose)))).toEqual(purpose)
    expect(purpose).toMatchObject({ contact: 'data-protection@dunmere.example', optional: ['birth_date'] })
  })
})

describe('the query of a form', () => {
  const query = formQuery(profile(), { vct: 'http://t/residency/1', type: { w3cTypes: [] } })
  const whole = { given_name: 'A', family_name: 'B', birth_date: '2000-01-01', address: { address_line_1: 'C', address_line_2: 'D', post_town: 'E', postcode: 'F', uprn: '1' } }

  it('is one that our own wallet understands', () => {
    expect(parseDcqlQuery(JSON.parse(JSON.stringify(query)))).toEqual(query)
  })

  it('prefers the most, then what the credential may lack, then what the person may withhold', () => {
    const missing = query.credentials[0].claim_sets?.map((set) => query.credentials[0].claims.map(({ id }) => id).filter((id) => !set.includes(id)))
    expect(missing).toEqual([[], ['address_line_2'], ['birth_date'], ['birth_date', 'address_line_2']])
  })

  it('is satisfied by whatever leaves only spare claims out', () => {
    assert(
      property(uniqueArray(constantFrom('given_name', 'birth_date', 'address_line_2', 'uprn')), (left) => {
        const claims = structuredClone(whole) as Record<string, unknown> & { address: Record<string, unknown> }
        for (const name of left) {
          delete claims[name]
          delete claims.address[name]
        }
        const satisfied = answeredClaims(claims as JsonObject, query.credentials[0]) !== null
        expect(satisfied).toBe(!left.includes('given_name') && !left.includes('uprn'))
      }),
    )
  })
})

describe('mapping to fields', () => {
  const { schema } = types.get('residency') ?? { schema: undefined }
  if (schema === undefined) throw new Error('the catalogue has no residency')
  const claims = { given_name: 'Ann', family_name: 'Lee', address: { address_line_1: '1 Row', post_town: 'Town', postcode: 'AL1 1AA', uprn: '1' } }

  it('names each field as the form does and takes nothing else along', () => {
    const fields = mapToFields(profile(), schema, { ...claims, resident_since: '2001-01-01', address: { ...claims.address, extra: 'x' } })
    expect({ ...fields }).toEqual({ first_name: 'Ann', last_name: 'Lee', address_line_1: '1 Row', town: 'Town', postcode: 'AL1 1AA', uprn: '1' })
  })

  it.each([
    ['no name', { ...claims, given_name: undefined }],
    ['an inherited name', Object.assign(Object.create({ given_name: 'Ann' }) as object, { ...claims, given_name: undefined })],
    ['an empty name', { ...claims, given_name: '' }],
    ['an array as name', { ...claims, given_name: ['Ann'] }],
    ['no address', { ...claims, address: undefined }],
    ['an address of text', { ...claims, address: '1 Row' }],
    ['a postcode in lower case', { ...claims, address: { ...claims.address, postcode: 'al1 1aa' } }],
    ['a UPRN of 13 digits', { ...claims, address: { ...claims.address, uprn: '1234567890123' } }],
  ])('with %s gives nothing', (_what, wrong) => {
    expect(mapToFields(profile(), schema, wrong as unknown as JsonObject)).toBeNull()
  })

  it('VPR-55: leaves Object.prototype as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    mapToFields(profile(), schema, JSON.parse('{"__proto__":{"given_name":"x"},"constructor":{"prototype":{"polluted":1}}}') as JsonObject)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})

describe('the payload of a Request Object', () => {
  it('is the same JSON as if it were written in one go', () => {
    const query = formQuery(profile(), { vct: 'http://t/residency/1', type: { w3cTypes: [] } })
    const payload = requestObjectPayload({
      members: { client_id: 'decentralized_identifier:did:ethr:0x1:0x2', response_mode: 'direct_post.jwt', response_uri: 'http://v/a/responses/1', nonce: 'n"1', state: 's', wallet_nonce: 'of the wallet', iat: 1, exp: 2 },
      encryptionKey: { kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ECDH-ES', use: 'enc', x: 'x', y: 'y' },
      constantMembers: constantMembers(profile(), 'aldermoor', query),
      constantMetadata: constantMetadata({ en: 'http://w/privacy', cy: 'http://w/preifatrwydd' }),
    })
    expect(JSON.parse(payload)).toEqual({
      client_id: 'decentralized_identifier:did:ethr:0x1:0x2',
      response_uri: 'http://v/a/responses/1',
      nonce: 'n"1',
      state: 's',
      wallet_nonce: 'of the wallet',
      iat: 1,
      exp: 2,
      client_metadata: {
        jwks: { keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ECDH-ES', use: 'enc', x: 'x', y: 'y' }] },
        encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'],
        policy_uri: 'http://w/privacy',
        'policy_uri#cy': 'http://w/preifatrwydd',
        vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] }, jwt_vc_json: { alg_values: ['ES256'] }, mso_mdoc: { issuerauth_alg_values: [-7], deviceauth_alg_values: [-7] } },
      },
      aud: 'https://self-issued.me/v2',
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      dcql_query: query,
      counterfoil_purpose: statedPurpose(profile(), 'aldermoor'),
    })
  })
})
