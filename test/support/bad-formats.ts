import type { KeyObject } from 'node:crypto'
import type { CredentialQuery } from '@counterfoil/shared/dcql/credential-query'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { PolicyOf } from '@counterfoil/shared/verification/policy'
import type { CheckName } from '@counterfoil/shared/verification/verdict'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import { dateTime, docType, embedded, mdocQuery, presentMdoc, type MdocChanges, type Members } from './mdoc-presentations.ts'
import type { Mutation } from './mutants.ts'
import { encode, holderKeys, issuerDid, known, now, publicJwk, statusUri, strangerKeys } from './presentations.ts'
import { didJwk, presentW3c, w3cQuery, type W3cChanges } from './w3c-presentations.ts'

// One valid presentation in each format with one mutation for each row. Where a row names a guard, that guard alone keeps it
// out: with it taken away the presentation is accepted.

export interface BadFormat {
  readonly row: string
  readonly what: string
  readonly check: CheckName
  readonly code: RefusalCode
  readonly presentation: string
  readonly query: CredentialQuery
  readonly ports?: Partial<VerificationPorts<KeyObject>>
  readonly policy?: PolicyOf
  /** The file below `packages/shared/src`, and what begins with its `throw`, or is put in place of something. */
  readonly guard?: Guard
}
type Guard = readonly [file: string, line: string] | readonly [file: string, from: string, to: string]

/** As a change of the source. */
export const mutationOf = ([file, from, to]: Guard): Mutation => ({ file: `packages/shared/src/${file}.ts`, from, to: to ?? from.replace('throw ', 'void ') })

type Also = Pick<BadFormat, 'ports' | 'policy' | 'guard'> & { readonly query?: object }
type Row<Changes> = readonly [row: string, what: string, check: CheckName, code: RefusalCode, changes: Changes, also?: Also]

const pipeline = 'verification/verify-presentation'
const guards = {
  type: [pipeline, "throw new Refusal('type_mismatch')"],
  unbound: [pipeline, "throw new Refusal('holder_binding_missing')"],
  issuer: [pipeline, "throw new Refusal('issuer_mismatch')"],
  x5c: [pipeline, "throw new Refusal('issuer_mismatch', { detail: 'x5c' })"],
  signature: [pipeline, "throw new Refusal('credential_invalid')"],
  holder: [pipeline, "throw new Refusal('holder_binding_mismatch', { detail: 'signature' })"],
  accreditation: [pipeline, "throw new Refusal('issuer_not_trusted')"],
  missing: ['verification/check-status', "throw new Refusal('status_missing')\n  for"],
  query: [pipeline, 'answerClaims(claims, query, places)', '(answerClaims(claims, query, places) ?? [])'],
} as const satisfies Record<string, Guard>

const w3cRows = (model: 1 | 2, rows: readonly Row<W3cChanges>[]): BadFormat[] =>
  rows.map(([row, what, check, code, changes, { query, ...also } = {}]) => ({ row, what: `of data model ${model}.${2 - model} ${what}`, check, code, presentation: presentW3c(model, changes), query: w3cQuery(query), ...also }))

const stranger = didJwk(strangerKeys.publicKey)
const subject = { id: didJwk(holderKeys.publicKey), given_name: 'Ann', address: { postcode: 'AL1 2BC' } }

/** What is wrong in either data model. */
const ofEither: readonly Row<W3cChanges>[] = [
  ['PRF-32', 'with crit in its header', 'structure', 'malformed_credential', { header: { crit: ['exp'] } }, { guard: ['sd-jwt/parse-jwt', "throw malformed('critical header')"] }],
  ['7515', 'of alg none', 'structure', 'credential_invalid', { header: { alg: 'none' } }, { guard: ['verification/formats/w3c-vc', "throw new Refusal('credential_invalid', { detail: 'alg' })"] }],
  ['7515', 'without kid', 'structure', 'issuer_key_unknown', { header: { kid: undefined } }],
  ['VPR-14', 'of another typ', 'structure', 'invalid_format', { header: { typ: 'dc+sd-jwt' } }],
  ['VPR-42', 'about two people', 'structure', 'malformed_credential', { credential: { credentialSubject: [subject, { ...subject, given_name: 'Eve' }] } }],
  ['VPR-42', 'with an issuer that is not iss', 'structure', 'malformed_credential', { credential: { issuer: 'did:web:evil.example' }, payload: { iss: issuerDid } }],
  ['VPR-42', 'with a sub that is not its subject', 'structure', 'malformed_credential', { payload: { sub: stranger } }],
  ['VPR-42', 'in a presentation of two credentials', 'structure', 'malformed_credential', { vp: { presentation: { verifiableCredential: ['a.b.c', 'd.e.f'] } } }],
  ['VPR-42', 'in a presentation of none', 'structure', 'malformed_credential', { vp: { presentation: { verifiableCredential: [] } } }],
  ['VPR-42', 'in a presentation whose holder is a list', 'structure', 'malformed_credential', { vp: { presentation: { holder: [stranger] } } }],
  ['VP B.1', 'in a presentation of alg none', 'structure', 'invalid_format', { vp: { header: { alg: 'none' } } }],
  ['VP B.1', 'in a presentation of another type', 'structure', 'malformed_credential', { vp: { presentation: { type: ['Presentation'] } } }],
  ['VPR-23', 'of 300,000 characters', 'structure', 'malformed_credential', { credential: { credentialSubject: { ...subject, given_name: 'x'.repeat(200_000) } } }, { guard: ['verification/formats/w3c-vc', "throw new Refusal('malformed_credential', { detail: 'too large' })"] }],
  ['VPR-34', 'of another type', 'type', 'type_mismatch', { credential: { type: ['VerifiableCredential', 'LibraryCardCredential'] } }, { guard: guards.type }],
  ['VCDM 4.5', 'of no verifiable credential', 'structure', 'malformed_credential', { credential: { type: ['ResidencyCredential'] } }],
  ['VPR-34', 'with one of two types asked for', 'type', 'type_mismatch', {}, { query: { meta: { type_values: [['ResidencyCredential', 'LibraryCardCredential']] } } }],
  ['VPR-10', 'without a presentation', 'holder binding', 'holder_binding_missing', { vp: null }, { guard: guards.unbound }],
  ['VPR-06', 'with another nonce', 'holder binding', 'holder_binding_mismatch', { vp: { payload: { nonce: 'another' } } }, { guard: ['verification/formats/w3c-vc', "throw mismatch('nonce')"] }],
  ['VPR-06', 'without nonce', 'holder binding', 'holder_binding_mismatch', { vp: { payload: { nonce: undefined } } }],
  ['VPR-07', 'for another audience', 'holder binding', 'holder_binding_mismatch', { vp: { payload: { aud: 'https://another.example' } } }, { guard: ['verification/formats/w3c-vc', "throw mismatch('aud')"] }],
  ['VPR-07', 'for us and another', 'holder binding', 'holder_binding_mismatch', { vp: { payload: { aud: ['https://another.example'] } } }],
  ['VPR-11', 'presented a year ago', 'holder binding', 'jwt_expired', { vp: { payload: { iat: now - 31_536_000 } } }],
  ['VPR-12', 'presented in a year', 'holder binding', 'jwt_premature', { vp: { payload: { iat: now + 31_536_000 } } }],
  ['VPR-42', 'with a holder that is another', 'holder binding', 'holder_binding_mismatch', { vp: { presentation: { holder: stranger } } }, { guard: ['verification/formats/w3c-vc', "throw mismatch('holder')"] }],
  ['VPR-42', 'with an iss that is another', 'holder binding', 'holder_binding_mismatch', { vp: { payload: { iss: stranger } } }],
  ['VPR-26', 'of an issuer that does not own the key', 'issuer key', 'issuer_mismatch', {}, { ports: { issuerKey: () => known({ did: 'did:web:a.example', key: strangerKeys.publicKey, issuerNames: [] }) } }],
  ['VPR-31', 'of an issuer that cannot be resolved', 'issuer key', 'issuer_unresolvable', {}, { ports: { issuerKey: () => Promise.reject(new Refusal('issuer_unresolvable')) } }],
  ['VPR-24', 'signed by another key', 'issuer signature', 'credential_invalid', { issuerKey: strangerKeys.privateKey }, { guard: guards.signature }],
  ['VPR-08', 'presented by another key', 'holder signature', 'holder_binding_mismatch', { vp: { key: strangerKeys.privateKey } }, { guard: guards.holder }],
  ['VPR-08', 'about nobody, presented by somebody', 'holder binding', 'holder_binding_mismatch', { credential: { credentialSubject: { ...subject, id: undefined } }, payload: { sub: undefined } }],
  ['VPR-32', 'of an issuer that is not accredited', 'accreditation', 'issuer_not_trusted', {}, { ports: { isAccredited: () => known(false) }, guard: guards.accreditation }],
  ['STA-17', 'that was revoked', 'status', 'credential_revoked', {}, { ports: { status: () => known(1) } }],
  ['STA-17', 'with a status that nobody knows', 'status', 'status_unknown', {}, { ports: { status: () => known(3) }, guard: ['verification/check-status', "throw new Refusal('status_unknown')"] }],
  ['STA-17', 'with another purpose', 'status', 'status_unknown', { credential: { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'invented', statusListIndex: '7', statusListCredential: statusUri } } }],
  ['STA-01', 'with an index that is a number', 'status', 'status_index_out_of_bounds', { credential: { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: 7, statusListCredential: statusUri } } }],
  ['STA-17', 'that is suspended', 'status', 'credential_suspended', {}, { ports: { status: (entry) => known(entry.mechanism === 'BitstringStatusListEntry' && entry.purpose === 'suspension' ? 1 : 0) } }],
  ['STA-17', 'that its list of revocations has', 'status', 'credential_revoked', {}, { ports: { status: (entry) => known(entry.mechanism === 'BitstringStatusListEntry' && entry.purpose === 'revocation' ? 1 : 0) } }],
  ['STA-16', 'with a status of another kind beside', 'status', 'status_unknown', { credential: { credentialStatus: [{ id: statusUri, type: 'StatusList2021Entry' }] } }],
  ['VPR-39', 'without a claim', 'query', 'credential_missing_data', {}, { query: { claims: [{ path: ['credentialSubject', 'shoe_size'] }] }, guard: guards.query }],
  ['VPR-55', 'asked for an inherited name', 'query', 'credential_missing_data', {}, { query: { claims: [{ path: ['credentialSubject', 'constructor', 'name'] }] } }],
]

const ofModel1: readonly Row<W3cChanges>[] = [
  ['VPR-26', 'that names an issuer which the key is not of', 'issuer key', 'issuer_mismatch', { credential: { issuer: { id: 'did:web:evil.example' } }, payload: { iss: 'did:web:evil.example' } }, { guard: guards.issuer }],
  ['VCDM 4.6', 'whose end is no time', 'structure', 'malformed_credential', { payload: { exp: undefined }, credential: { expirationDate: 'soon' } }],
  ['VPR-14', 'in a presentation of another typ', 'structure', 'invalid_format', { vp: { header: { typ: 'kb+jwt' } } }],
  ['VPR-42', 'without iss', 'structure', 'malformed_credential', { payload: { iss: undefined } }],
  ['VCDM 4.1', 'in the context of another model', 'structure', 'malformed_credential', { credential: { '@context': ['https://www.w3.org/ns/credentials/v2'] } }],
  ['VPR-35', 'that ended', 'validity', 'credential_expired', { payload: { exp: now - 60 } }, { guard: ['verification/check-validity', "throw new Refusal('credential_expired')"] }],
  ['VPR-35', 'that ended by what it says itself', 'validity', 'credential_expired', { credential: { expirationDate: '2001-01-01T00:00:00Z' } }],
  ['VPR-36', 'that has not begun', 'validity', 'jwt_premature', { payload: { nbf: now + 61 } }],
  ['STA-16', 'without status', 'status', 'status_missing', { payload: { status: undefined }, credential: { credentialStatus: undefined } }, { guard: guards.missing }],
  ['STA-17', 'without status beside it that its list of suspensions has', 'status', 'credential_suspended', { payload: { status: undefined } }, { ports: { status: (entry) => known(entry.mechanism === 'BitstringStatusListEntry' && entry.purpose === 'suspension' ? 1 : 0) } }],
  ['STA-17', 'that stands in its W3C lists and was revoked by its token', 'status', 'credential_revoked', {}, { ports: { status: (entry) => known(entry.mechanism === 'status_list' ? 1 : 0) } }],
]

const ofModel2: readonly Row<W3cChanges>[] = [
  ['VPR-26', 'that names an issuer which the key is not of', 'issuer key', 'issuer_mismatch', { credential: { issuer: 'did:web:evil.example' } }, { guard: guards.issuer }],
  ['JOSE 3.1', 'in the wrapper of another model', 'structure', 'invalid_format', { payload: { vc: {} } }],
  ['JOSE 3.1', 'of another cty', 'structure', 'invalid_format', { header: { cty: 'JWT' } }],
  ['JOSE 3.2', 'in a presentation of another cty', 'structure', 'invalid_format', { vp: { header: { cty: 'JWT' } } }],
  ['VPR-43', 'in a presentation with a context of somebody else’s', 'structure', 'malformed_credential', { vp: { presentation: { '@context': ['https://evil.example/context.jsonld'] } } }],
  ['VCDM 4.9', 'with a day for a time', 'structure', 'malformed_credential', { credential: { validUntil: '2099-01-01' } }],
  ['VPR-43', 'without the context of its model', 'structure', 'malformed_credential', { credential: { '@context': ['https://evil.example/context.jsonld'] } }],
  ['VPR-43', 'with a context of somebody else’s first', 'structure', 'malformed_credential', { credential: { '@context': ['https://evil.example/context.jsonld', 'https://www.w3.org/ns/credentials/v2'] } }],
  ['JOSE 3.2', 'in an envelope of something else', 'structure', 'malformed_credential', { vp: { presentation: { verifiableCredential: [{ type: 'EnvelopedVerifiableCredential', id: 'https://evil.example/vc' }] } } }],
  ['VPR-35', 'that ended', 'validity', 'credential_expired', { credential: { validUntil: '2001-01-02T00:00:00Z', validFrom: '2001-01-01T00:00:00Z' } }, { guard: ['verification/formats/w3c-vc', "throw new Refusal('credential_expired')"] }],
  ['VPR-36', 'that has not begun', 'validity', 'jwt_premature', { credential: { validFrom: '2099-01-01T00:00:00Z', validUntil: undefined } }],
  ['STA-16', 'without status', 'status', 'status_missing', { credential: { credentialStatus: undefined } }, { guard: guards.missing }],
  ['STA-16', 'with what looks like an entry of another kind', 'status', 'status_unknown', { credential: { credentialStatus: { type: 'StatusList2021Entry', statusPurpose: 'revocation', statusListIndex: '7', statusListCredential: statusUri } } }],
  ['STA-16', 'with a number for its list', 'status', 'status_missing', { credential: { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '7', statusListCredential: 7 } } }],
]

const set = (name: string | number, value: unknown) => (members: Members): void => void members.set(name, value)
const without = (name: string | number) => (members: Members): void => void members.delete(name)
const dates = (changes: object) => set('validityInfo', new Map(Object.entries({ signed: dateTime(now - 10), validFrom: dateTime(now - 10), validUntil: dateTime(now + 86_400), ...changes })))
const within = (value: unknown, ...path: (string | number)[]): Members => path.reduce<unknown>((here, name) => (here instanceof Map ? here.get(name) : undefined), value) as Members
const coseOf = (members: Members): unknown[] => members.get('issuerAuth') as unknown[]
const manyElements = Array.from({ length: 201 }, (_, place) => embedded(new Map<string, unknown>([['digestID', place], ['random', new Uint8Array(32)], ['elementIdentifier', `element_${place}`], ['elementValue', place]])))
const deepList = (levels: number): unknown => (levels === 0 ? 'x' : [deepList(levels - 1)])

const mdocRows: readonly Row<MdocChanges>[] = [
  ['18013 8.3', 'of another version', 'structure', 'malformed_credential', { response: set('version', '2.0') }, { guard: ['mdoc/device-response', "throw fault('documents')"] }],
  ['18013 8.3', 'that tells of an error', 'structure', 'malformed_credential', { response: set('status', 10) }],
  ['18013 8.3', 'without documents', 'structure', 'malformed_credential', { response: set('documents', []) }],
  ['18013 8.3', 'of one type in another', 'structure', 'malformed_credential', { document: set('docType', 'org.counterfoil.library-card.1') }],
  ['18013 9.1', 'digested by a broken algorithm', 'structure', 'malformed_credential', { securityObject: set('digestAlgorithm', 'SHA-1') }],
  ['18013 9.1', 'with a salt of eight bytes', 'structure', 'malformed_credential', { item: set('random', new Uint8Array(8)) }, { guard: ['mdoc/issuer-signed', "throw fault('element')"] }],
  ['18013 9.1', 'with one element twice', 'structure', 'malformed_credential', { item: set('elementIdentifier', 'family_name') }, { guard: ['mdoc/issuer-signed', "throw fault('an element twice')"], query: { claims: [{ path: [docType, 'family_name'] }] } }],
  ['9053', 'for a key of another curve', 'structure', 'malformed_credential', { securityObject: set('deviceKeyInfo', new Map([['deviceKey', new Map([[1, 2], [-1, 2]])]])) }],
  ['9053', 'for a key that says another curve', 'structure', 'malformed_credential', { securityObject: (object) => within(object, 'deviceKeyInfo', 'deviceKey').set(-1, 2) }],
  ['9053', 'for a key with a short coordinate', 'structure', 'malformed_credential', { securityObject: (object) => within(object, 'deviceKeyInfo', 'deviceKey').set(-2, new Uint8Array(31)) }],
  ['18013 9.1', 'with text for its dates', 'structure', 'malformed_credential', { securityObject: set('validityInfo', 'always') }],
  ['18013 8.3', 'with a list for its namespaces', 'structure', 'malformed_credential', { issuerSigned: set('nameSpaces', []) }],
  ['18013 8.3', 'with a number for a namespace', 'structure', 'malformed_credential', { issuerSigned: (signed) => signed.set('nameSpaces', new Map([[1, within(signed, 'nameSpaces', docType)]])) }],
  ['18013 8.3', 'with an element that is text', 'structure', 'malformed_credential', { issuerSigned: set('nameSpaces', new Map([[docType, ['Ann']]])) }],
  ['VPR-23', 'of 201 elements', 'structure', 'malformed_credential', { issuerSigned: set('nameSpaces', new Map([[docType, manyElements]])) }],
  ['9052', 'signed in three parts', 'structure', 'malformed_credential', { issuerSigned: (signed) => signed.set('issuerAuth', coseOf(signed).slice(0, 3)) }],
  ['9052', 'with a list for a header', 'structure', 'malformed_credential', { issuerSigned: (signed) => signed.set('issuerAuth', [Uint8Array.of(0x80), ...coseOf(signed).slice(1)]) }],
  ['18013 8.3', 'bound twice', 'structure', 'malformed_credential', { deviceAuth: (auth) => auth.set('deviceMac', auth.get('deviceSignature')) }],
  ['9052', 'with a critical header', 'structure', 'malformed_credential', { guarded: set(2, [99]) }, { guard: ['cbor/cose-sign1', "throw new CborFault('a header that is not understood')"] }],
  ['9053', 'of another algorithm', 'structure', 'credential_invalid', { guarded: set(1, -35) }, { guard: ['verification/formats/mdoc', "throw new Refusal('credential_invalid', { detail: 'alg' })"] }],
  ['9360', 'without certificates', 'structure', 'issuer_key_unknown', { beside: without(33) }, { guard: ['verification/formats/mdoc', "throw new Refusal('issuer_key_unknown', { detail: 'x5chain' })"] }],
  ['9360', 'with text for a certificate', 'structure', 'malformed_credential', { beside: set(33, 'AAAA') }],
  ['VPR-23', 'nested 30 deep', 'structure', 'malformed_credential', { item: set('elementValue', deepList(30)) }],
  ['VPR-23', 'of 300,000 characters', 'structure', 'malformed_credential', { item: set('elementValue', 'x'.repeat(250_000)) }],
  ['VPR-15', 'with an element altered', 'disclosures', 'malformed_credential', { item: set('elementValue', 'Eve'), alteredAfterwards: true }, { guard: ['verification/formats/mdoc', "throw new Refusal('malformed_credential', { detail: 'an element that was not signed' })"] }],
  ['VPR-16', 'with an element that was never signed', 'disclosures', 'malformed_credential', { item: set('digestID', 99) }],
  ['VPR-16', 'in a namespace that was never signed', 'disclosures', 'malformed_credential', { securityObject: set('valueDigests', new Map()) }],
  ['8949', 'with a number beyond numbers', 'disclosures', 'malformed_credential', { item: set('elementValue', Number.POSITIVE_INFINITY) }],
  ['VPR-34', 'of another type', 'type', 'type_mismatch', {}, { query: { meta: { doctype_value: `${docType}0` } }, guard: guards.type }],
  ['VPR-10', 'without the device', 'holder binding', 'holder_binding_missing', { document: without('deviceSigned') }, { guard: guards.unbound }],
  ['VP B.2.6', 'with a MAC', 'holder binding', 'invalid_format', { deviceAuth: (auth) => auth.set('deviceMac', auth.get('deviceSignature')) && auth.delete('deviceSignature') }],
  ['x5c', 'with a certificate that leads nowhere', 'issuer key', 'issuer_mismatch', {}, { ports: { certifiesKey: () => false }, guard: guards.x5c }],
  ['VPR-24', 'signed by another key', 'issuer signature', 'credential_invalid', { issuerKey: strangerKeys.privateKey }, { guard: guards.signature }],
  ['VPR-08', 'bound by another key', 'holder signature', 'holder_binding_mismatch', { holderKey: strangerKeys.privateKey }, { guard: guards.holder }],
  ['VPR-06', 'bound to another request', 'holder signature', 'holder_binding_mismatch', { handover: ['OpenID4VPHandover', new Uint8Array(32)] }],
  ['VPR-07', 'bound to a request in a browser', 'holder signature', 'holder_binding_mismatch', { handover: ['OpenID4VPDCAPIHandover', new Uint8Array(32)] }],
  ['18013 9.3.1', 'that was signed before its certificate stood', 'validity', 'credential_invalid', { securityObject: dates({ signed: dateTime(now - 3601), validFrom: dateTime(now - 3601) }) }, { guard: ['verification/formats/mdoc', "throw new Refusal('credential_invalid', { detail: 'signed when its certificate did not stand' })"] }],
  ['18013 9.3.1', 'that was signed after its certificate ended', 'validity', 'credential_invalid', { securityObject: dates({ signed: dateTime(now + 86_401), validFrom: dateTime(now - 10) }) }],
  ['18013 9.3.1', 'with what is no certificate', 'validity', 'credential_invalid', { beside: set(33, Uint8Array.of(1, 2, 3)) }],
  ['VPR-35', 'that ended', 'validity', 'credential_expired', { securityObject: dates({ validUntil: dateTime(now - 60) }) }, { guard: ['verification/formats/mdoc', "throw new Refusal('credential_expired')"] }],
  ['VPR-36', 'that has not begun', 'validity', 'jwt_premature', { securityObject: dates({ validFrom: dateTime(now + 61) }) }, { guard: ['verification/formats/mdoc', "throw new Refusal('jwt_premature')"] }],
  ['VPR-36', 'that is signed tomorrow', 'validity', 'jwt_premature', { securityObject: dates({ signed: dateTime(now + 86_400) }) }],
  ['18013 9.1', 'whose end is text', 'structure', 'malformed_credential', { securityObject: dates({ validUntil: '2099-01-01T00:00:00Z' }) }],
  ['VPR-32', 'of an issuer that is not accredited', 'accreditation', 'issuer_not_trusted', {}, { ports: { isAccredited: () => known(false) }, guard: guards.accreditation }],
  ['STA-16', 'without status', 'status', 'status_missing', { securityObject: without('status') }, { guard: guards.missing }],
  ['STA-17', 'that was revoked', 'status', 'credential_revoked', {}, { ports: { status: () => known(1) } }],
  ['VPR-39', 'without an element', 'query', 'credential_missing_data', {}, { query: { claims: [{ path: [docType, 'shoe_size'] }] }, guard: guards.query }],
]

const notBinary: readonly BadFormat[] = ['', '~', 'A', 'not base64url!', 'oA', '_w', encode('{}')].map((presentation) => ({ row: 'VPR-23', what: `of nothing but ${JSON.stringify(presentation)}`, check: 'structure', code: 'malformed_credential', presentation, query: mdocQuery() }))

export const badW3c: readonly BadFormat[] = [...w3cRows(1, [...ofEither, ...ofModel1]), ...w3cRows(2, [...ofEither, ...ofModel2])]
export const badMdocs: readonly BadFormat[] = [...mdocRows.map(([row, what, check, code, changes, { query, ...also } = {}]) => ({ row, what: `an mdoc ${what}`, check, code, presentation: presentMdoc(changes), query: mdocQuery(query), ...also })), ...notBinary]
/** Bound to a key by `cnf`, as HAIP would have it. */
export const boundByCnf = (): string => presentW3c(1, { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey) } } } })
