import { sign, type KeyObject } from 'node:crypto'
import type { SdJwtVcQuery } from '@counterfoil/shared/dcql/credential-query'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import type { PolicyOf, TypePolicy } from '@counterfoil/shared/verification/policy'
import type { CheckName } from '@counterfoil/shared/verification/verdict'
import type { VerificationPorts } from '@counterfoil/shared/verification/verification-ports'
import { audience, disclosure, encode, familyName, givenName, holderKeys, issuerDid, issuerKeys, kid, known, nonce, now, present, publicJwk, sha256, statusUri, strangerKeys, unasked, vct, type Changes } from './presentations.ts'

// One valid presentation with one mutation for each row. RFC 9901, section 7, step by step (7.1-3.3.2.2 is step 3.3.2.2
// of section 7.1), and the rows VPR, STA and PRF of the list of bad inputs.

export interface BadPresentation {
  readonly row: string
  readonly what: string
  readonly check: CheckName
  readonly code: RefusalCode
  readonly changes: Changes
  readonly ports?: Partial<VerificationPorts<KeyObject>>
  readonly query?: Partial<SdJwtVcQuery>
  readonly policy?: PolicyOf
}

type Row = readonly [row: string, what: string, code: RefusalCode, changes: Changes, also?: Pick<BadPresentation, 'ports' | 'query' | 'policy'>]

/** Facts decide while they are younger than this. */
const young = { key: seconds(100), accreditation: seconds(200), status: seconds(300) }
const tooOld = (facts: Partial<VerificationPorts<KeyObject>>): Pick<BadPresentation, 'ports' | 'policy'> => ({ ports: facts, policy: ({ name }) => ({ trusted: { by: 'accreditation', as: name }, maximumAge: young }) })
const issuer = { did: issuerDid, key: issuerKeys.publicKey, issuerNames: [issuerDid] }

const rows = (check: CheckName, list: readonly Row[]): BadPresentation[] => list.map(([row, what, code, changes, also]) => ({ row, what, check, code, changes, ...also }))

const names = [givenName, familyName]
/** Disclosures that stand for other things than a member of the top. */
const element = disclosure('Welsh')
const named = (name: string, value: unknown = 'x'): string => disclosure(name, value)
const nested = (levels: number): JsonObject => (levels === 0 ? {} : { a: nested(levels - 1) })
const signs = (one: string, payload: Changes['payload'] = {}): Changes => ({ signed: [...names, one], payload })
const addTo = (part: 'header' | 'payload' | 'binding', member: string): Changes => {
  const withMember = (json: string): string => `{${member},${json.slice(1)}`
  if (part === 'header') return { headerText: withMember }
  return part === 'payload' ? { payloadText: withMember } : { binding: { payloadText: withMember } }
}
const swapOne = (text: string, at: number): string => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
/** The same bytes written with spare bits set. */
const otherSpelling = (text: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) + 1)
}
const part = (place: number, change: (text: string) => string) => (presentation: string): string =>
  presentation.replace(/^[^~]*/, (compact) => compact.split('.').map((text, index) => (index === place ? change(text) : text)).join('.'))
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const signature = (bytes: Buffer): Changes => ({ selection: part(2, () => bytes.toString('base64url')) })

const inDer = (text: string): string => {
  const [signingInput = ''] = /^[^.]*\.[^.]*/.exec(text) ?? []
  return part(2, () => sign('sha256', Buffer.from(signingInput), issuerKeys.privateKey).toString('base64url'))(text)
}

const structure = rows('structure', [
  ['VP 8.1', 'for a format that is not judged here', 'invalid_format', {}, { query: { format: 'ldp_vc', meta: { type_values: [['Residency']] } } as unknown as Partial<SdJwtVcQuery> }],
  ['7.1-1', 'without a tilde', 'malformed_credential', { finished: (text) => text.replaceAll('~', '') }],
  ['7.1-1', 'of nothing but a tilde', 'malformed_credential', { finished: () => '~' }],
  ['7.1-1', 'that is an issuer JWT alone', 'malformed_credential', { binding: null, shown: [], finished: (text) => text.replace('~', '') }],
  ['VPR-23', 'of 300,000 characters', 'malformed_credential', signs(disclosure('n', 'x'.repeat(200_000)))],
  ['7.1-1', 'with an empty disclosure', 'malformed_credential', { shown: [...names, ''] }],
  ['7.1-2', 'with a JWT of two parts', 'malformed_credential', { selection: (text) => text.replace(/\.[^.~]*~/, '~') }],
  ['7.1-2', 'with a JWT of four parts', 'malformed_credential', { selection: (text) => text.replace('~', '.AAAA~') }],
  ['7.1-2', 'with a JWT that starts with its dot', 'malformed_credential', { selection: part(0, () => '') }],
  ['PRF-33', 'as JSON serialisation', 'malformed_credential', { selection: (text) => text.replace(/^[^~]*/, (jwt) => JSON.stringify({ payload: jwt.split('.')[1], protected: jwt.split('.')[0], signature: jwt.split('.')[2] })) }],
  ['7.1-2', 'with padding in the header', 'malformed_credential', { selection: part(0, (text) => `${text}==`) }],
  ['7.1-2', 'with a header in the other base64', 'malformed_credential', { headerText: () => '{"alg":"ES256","typ":"dc+sd-jwt","kid":"\u00ff\u00fe>>?"}', selection: part(0, (text) => text.replaceAll('-', '+').replaceAll('_', '/')) }],
  ['7.1-2', 'with a header of other spelling', 'malformed_credential', { headerText: (json) => json.padEnd(Math.ceil(json.length / 3) * 3 + 1, ' '), selection: part(0, otherSpelling) }],
  ['7.1-2', 'with a payload that is no JSON', 'malformed_credential', { payloadText: () => 'hello' }],
  ['7.1-2', 'with a payload of half JSON', 'malformed_credential', { payloadText: (json) => json.slice(0, -1) }],
  ['7.1-2', 'with a byte order mark', 'malformed_credential', { payloadText: (json) => `\ufeff${json}` }],
  ['7.1-2', 'with a payload that is not UTF-8', 'malformed_credential', { selection: part(1, () => Buffer.from('{"a":"\xff"}', 'latin1').toString('base64url')) }],
  ['PRF-34', 'with a list as payload', 'malformed_credential', { payloadText: (json) => `[${json}]` }],
  ['PRF-34', 'with null as payload', 'malformed_credential', { payloadText: () => 'null' }],
  ['PRF-34', 'with a list as header', 'malformed_credential', { headerText: (json) => `[${json}]` }],
  ['RFC 7519 4', 'with its type named twice', 'malformed_credential', addTo('payload', '"vct":"https://evil.example/1"')],
  ['RFC 7519 4', 'with its type named twice, once by an escape', 'malformed_credential', addTo('payload', '"v\\u0063t":"https://evil.example/1"')],
  ['RFC 7519 4', 'with a key named twice deep in it', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey) } } }, payloadText: (json) => json.replace('"kty":', `"x":"${publicJwk(strangerKeys.publicKey).x}","kty":`) }],
  ['RFC 7515 4', 'with alg named twice in the header', 'malformed_credential', addTo('header', '"alg":"none"')],
  ['RFC 7519 4', 'with the nonce of its binding named twice', 'malformed_credential', addTo('binding', '"nonce":"another-nonce"')],
  ['RFC 7519 4', 'with a member named twice in a disclosed object', 'malformed_credential', signs(encode('["a-salt-of-128-bits","extra",{"a":1,"a":2}]'))],
  ['PRF-32', 'with crit in the header', 'malformed_credential', { header: { crit: ['b64'] } }],
  ['PRF-32', 'with an empty crit', 'malformed_credential', { header: { crit: [] } }],
  ['PRF-33', 'with an unencoded payload announced', 'malformed_credential', { header: { b64: false } }],
  ['PRF-33', 'with b64 set to what is usual', 'malformed_credential', { header: { b64: true } }],
  ['PRF-32', 'with crit in the header of its binding', 'malformed_credential', { binding: { header: { crit: ['exp'] } } }],
  ['7.1-2.4', 'with a digest algorithm that is broken', 'malformed_credential', { payload: { _sd_alg: 'sha-1' } }],
  ['VPR-22', 'with a digest algorithm in capitals', 'malformed_credential', { payload: { _sd_alg: 'SHA-256' } }],
  ['VPR-22', 'with an object as digest algorithm', 'malformed_credential', { payload: { _sd_alg: {} } }],
  ['VPR-22', 'with null as digest algorithm', 'malformed_credential', { payload: { _sd_alg: null } }],
  ['7.1-3.3.2.1', 'with a disclosure of four parts', 'malformed_credential', signs(disclosure('a', 'b', 'c'))],
  ['7.1-3.3.2.1', 'with a disclosure of its salt alone', 'malformed_credential', signs(disclosure())],
  ['7.1-3.3.2.1', 'with a disclosure that is an object', 'malformed_credential', signs(encode({ 0: 'salt', 1: 'name', 2: 'x' }))],
  ['7.1-3.3.2.1', 'with a disclosed name that is a number', 'malformed_credential', signs(disclosure(7, 'x'))],
  ['VPR-21', 'with a disclosure that is not UTF-8', 'malformed_credential', signs(Buffer.from('["a-salt-of-128-bits","n","\xff"]', 'latin1').toString('base64url'))],
  ['VPR-21', 'with an empty salt', 'malformed_credential', signs(encode(['', 'extra', 'x']))],
  ['VPR-21', 'with a number as salt', 'malformed_credential', signs(encode([1, 'extra', 'x']))],
  ['7.1-3.3.2.2', 'with a disclosed name of _sd', 'malformed_credential', signs(named('_sd', []))],
  ['7.1-3.3.2.2', 'with a disclosed name of ...', 'malformed_credential', signs(named('...'))],
  ['4.1.1', 'with a disclosed digest algorithm', 'malformed_credential', { ...signs(named('_sd_alg', 'sha-256')), payload: { _sd_alg: undefined } }],
  ['VPR-15', 'with a byte of a disclosure altered', 'malformed_credential', { shown: [givenName, swapOne(familyName, 20)] }],
  ['CVE-2026-62374', 'with a disclosure of other spelling', 'malformed_credential', { signed: [...names, otherSpelling(encode('["a-salt-of-128-bits1","extra_names","Lee"]'))] }],
  ['VPR-23', 'with 500 disclosures', 'malformed_credential', { signed: [...names, ...Array.from({ length: 500 }, (_, each) => named(`n${each}`))] }],
  ['VPR-23', 'nested 100,000 deep', 'malformed_credential', { payloadText: (json) => `{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},${json.slice(1)}` }],
  ['VPR-14', 'of typ JWT', 'invalid_format', { header: { typ: 'JWT' } }],
  ['VPR-14', 'without typ', 'invalid_format', { header: { typ: undefined } }],
  ['VPR-14', 'of the typ of an earlier draft', 'invalid_format', { header: { typ: 'vc+sd-jwt' } }],
  ['VPR-14', 'of a list of typ', 'invalid_format', { header: { typ: ['dc+sd-jwt'] } }],
  ['7.1-2.1', 'of alg none', 'credential_invalid', { header: { alg: 'none' } }],
  ['PRF-04', 'of alg nOnE', 'credential_invalid', { header: { alg: 'nOnE' } }],
  ['PRF-05', 'of alg HS256', 'credential_invalid', { header: { alg: 'HS256' } }],
  ['PRF-06', 'of alg ES256K', 'credential_invalid', { header: { alg: 'ES256K' } }],
  ['PRF-12', 'without kid', 'issuer_key_unknown', { header: { kid: undefined } }],
  ['PRF-20', 'with a kid of 64 KiB', 'issuer_key_unknown', { header: { kid: `${kid}${'a'.repeat(65_536)}` } }],
  ['PRF-20', 'with a kid that is a list', 'issuer_key_unknown', { header: { kid: [kid] } }],
  ['x5c', 'with an empty chain', 'malformed_credential', { header: { x5c: [] } }],
  ['x5c', 'with a chain that is text', 'malformed_credential', { header: { x5c: 'AAAA' } }],
  ['x5c', 'with null for a chain', 'malformed_credential', { header: { x5c: null } }],
  ['x5c', 'with a number in the chain', 'malformed_credential', { header: { x5c: [7] } }],
  ['7.3-5.1', 'bound to a thumbprint', 'malformed_credential', { payload: { cnf: { jkt: 'x' } } }],
  ['7.3-5.1', 'bound to text', 'malformed_credential', { payload: { cnf: 'x' } }],
  ['PRF-22', 'bound to a secret', 'malformed_credential', { payload: { cnf: { jwk: { kty: 'oct', k: 'AAAA' } } } }],
  ['PRF-07', 'bound to a key of another curve', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), crv: 'secp256k1' } } } }],
  ['PRF-21', 'bound to a private key', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), d: 'AAAA' } } } }],
  ['PRF-23', 'bound to a coordinate that is a number', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), x: 7 } } } }],
  ['PRF-24', 'bound to a key for encryption', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), use: 'enc' } } } }],
  ['PRF-24', 'bound to a key for another algorithm', 'malformed_credential', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), alg: 'ES384' } } } }],
])

const disclosures = rows('disclosures', [
  ['4.1.1', 'with a digest algorithm below the top', 'malformed_credential', { payload: { address: { _sd_alg: 'sha-256' } } }],
  ['4.1', 'with a claim named ... in the open', 'malformed_credential', { payload: { '...': sha256(givenName) } }],
  ['7.1-3.2.1', 'with digests that are text', 'malformed_credential', { payload: { _sd: sha256(givenName) } }],
  ['7.1-3.2.1', 'with digests that are an object', 'malformed_credential', { payload: { _sd: { 0: sha256(givenName) } } }],
  ['7.1-3.2.1', 'with digests of null', 'malformed_credential', { payload: { _sd: null } }],
  ['7.1-3.2.1', 'with a digest that is a number', 'malformed_credential', { payload: { _sd: [...names.map(sha256), 7] } }],
  ['7.1-3.2.2', 'with an element whose digest is a list', 'malformed_credential', { payload: { languages: [{ '...': [sha256(element)] }] } }],
  ['7.1-3.2.2', 'with an element that has more than its digest', 'malformed_credential', { shown: [...names, element], payload: { languages: [{ '...': sha256(element), also: 1 }] } }],
  ['7.1-3.3.2.1', 'with a disclosed element where a member belongs', 'malformed_credential', signs(element)],
  ['7.1-3.3.2.3', 'with a disclosed name that stands in the open', 'malformed_credential', signs(named('birth_date'), { birth_date: '1957-03-09' })],
  ['7.1-3.3.2.3', 'with two disclosures of one name', 'malformed_credential', { signed: [...names, named('given_name', 'Eve')] }],
  ['7.1-3.3.2.3', 'with a disclosed __proto__ beside an open one', 'malformed_credential', { ...signs(named('__proto__')), payloadText: (json) => `{"__proto__":{"a":1},${json.slice(1)}` }],
  ['VPR-20', 'with its issuer disclosed', 'malformed_credential', signs(named('iss', issuerDid), { iss: undefined })],
  ['VPR-20', 'with its type disclosed', 'malformed_credential', signs(named('vct', vct), { vct: undefined })],
  ['VPR-20', 'with the hash of its type disclosed', 'malformed_credential', signs(named('vct#integrity'))],
  ['VPR-20', 'with its key disclosed', 'malformed_credential', signs(named('cnf', { jwk: { ...publicJwk(strangerKeys.publicKey) } }), { cnf: undefined })],
  ['VPR-20', 'with its end disclosed', 'malformed_credential', signs(named('exp', now + 9), { exp: undefined })],
  ['VPR-20', 'with its start disclosed', 'malformed_credential', signs(named('nbf', now - 9))],
  ['VPR-20', 'with its status disclosed', 'malformed_credential', signs(named('status', {}), { status: undefined })],
  ['7.1-3.3.3.1', 'with a disclosed member where an element belongs', 'malformed_credential', { shown: [...names, unasked], payload: { languages: [{ '...': sha256(unasked) }] } }],
  ['7.1-4', 'with one digest twice', 'malformed_credential', { payload: { _sd: [...names, givenName].map(sha256) } }],
  ['7.1-4', 'with one digest twice, though it is disclosed nowhere', 'malformed_credential', { payload: { _sd: [...names.map(sha256), 'AAAA', 'AAAA'] } }],
  ['7.1-4', 'with one digest at two levels', 'malformed_credential', { payload: { address: { _sd: [sha256(givenName)] } } }],
  ['7.1-4', 'with one digest in the open and in a disclosure', 'malformed_credential', signs(named('address', { _sd: [sha256(givenName)] }))],
  ['7.1-4', 'with one digest for a member and an element', 'malformed_credential', { payload: { languages: [{ '...': sha256(givenName) }] } }],
  ['7.1-5', 'with a disclosure that no digest covers', 'malformed_credential', { shown: [...names, unasked] }],
  ['7.1-5', 'with a disclosure whose parent is not disclosed', 'malformed_credential', { signed: [...names, named('address', { _sd: [sha256(unasked)] })], shown: [...names, unasked] }],
  ['VPR-16', 'with one disclosure twice', 'malformed_credential', { shown: [...names, givenName] }],
  ['VPR-23', 'nested 17 deep', 'malformed_credential', { payload: { deep: nested(17) } }],
  ['VPR-23', 'whose disclosures are nested 100 deep', 'malformed_credential', recursive(100)],
  ['STA-01', 'with a status index beyond numbers', 'malformed_credential', { payloadText: (json) => json.replace('"idx":7', '"idx":1e999') }],
  ['RFC 8259 6', 'with an end beyond numbers', 'malformed_credential', { payloadText: (json) => json.replace(/"exp":\d+/, '"exp":1e999') }],
  ['RFC 8259 6', 'with a number beyond numbers', 'malformed_credential', addTo('payload', '"height":1e999')],
  ['RFC 8259 6', 'with a disclosed number beyond numbers', 'malformed_credential', signs(encode('["a-salt-of-128-bits","height",-1e999]'))],
])

/** An object in an object in an object, each disclosed by itself. */
function recursive(levels: number): Changes {
  const chain: string[] = []
  let below = named('name', 'x')
  for (let level = 0; level < levels; level += 1) {
    chain.push(below)
    below = named('deeper', { _sd: [sha256(below)] })
  }
  return { signed: [...names, below], shown: [...names, below, ...chain.toReversed()] }
}

function disclosedIndex(): Changes {
  const idx = named('idx', 7)
  return { shown: [...names, idx], payload: { status: { status_list: { uri: statusUri, _sd: [sha256(idx)] } } } }
}

const type = rows('type', [
  ['policy', 'of a type that is taken from nobody', 'type_mismatch', {}, { policy: () => null }],
  ['VPR-34', 'of a type that differs by case', 'type_mismatch', { payload: { vct: vct.replace('residency', 'Residency') } }],
  ['VPR-34', 'of a type that differs by a slash', 'type_mismatch', { payload: { vct: `${vct}/` } }],
  ['VPR-34', 'of a type that begins the same', 'type_mismatch', { payload: { vct: `${vct}0` } }],
  ['VPR-34', 'of a type with a letter that looks the same', 'type_mismatch', { payload: { vct: vct.replace('e', '\u0435') } }],
  ['VPR-34', 'of a type with an escape in its address', 'type_mismatch', { payload: { vct: vct.replace('r', '%72') } }],
  ['VPR-34', 'of a list of types', 'type_mismatch', { payload: { vct: [vct] } }],
  ['VPR-34', 'of no type', 'type_mismatch', { payload: { vct: undefined } }],
])

const binding = rows('holder binding', [
  ['7.3-2', 'without key binding', 'holder_binding_missing', { binding: null }],
  ['7.3-5.4', 'with a binding of typ JWT', 'invalid_format', { binding: { header: { typ: 'JWT' } } }],
  ['7.3-5.2', 'with a binding of alg none', 'invalid_format', { binding: { header: { alg: 'none' } } }],
  ['7.3-5.2', 'with a binding of alg HS256', 'invalid_format', { binding: { header: { alg: 'HS256' } } }],
  ['7.3-5.6', 'with a binding of another nonce', 'holder_binding_mismatch', { binding: { payload: { nonce: `${nonce}x` } } }],
  ['7.3-5.6', 'with a binding without nonce', 'holder_binding_mismatch', { binding: { payload: { nonce: undefined } } }],
  ['7.3-5.6', 'with a binding for another verifier', 'holder_binding_mismatch', { binding: { payload: { aud: audience.replace('2', '3') } } }],
  ['VPR-07', 'with an audience without its prefix', 'holder_binding_mismatch', { binding: { payload: { aud: audience.replace('decentralized_identifier:', '') } } }],
  ['VPR-07', 'with a list of audiences', 'holder_binding_mismatch', { binding: { payload: { aud: [audience] } } }],
  ['7.3-5.5', 'with a binding without iat', 'holder_binding_mismatch', { binding: { payload: { iat: undefined } } }],
  ['PRF-26', 'with iat as text', 'holder_binding_mismatch', { binding: { payload: { iat: String(now) } } }],
  ['PRF-26', 'with an iat of 1e308', 'holder_binding_mismatch', { binding: { payload: { iat: 1e308 } } }],
  ['PRF-26', 'with an iat beyond numbers', 'holder_binding_mismatch', { binding: { payloadText: (json) => json.replace(/"iat":\d+/, '"iat":1e999') } }],
  ['PRF-26', 'with a negative iat', 'holder_binding_mismatch', { binding: { payload: { iat: -now } } }],
  ['VPR-11', 'with a binding of 121 seconds ago', 'jwt_expired', { binding: { payload: { iat: now - 121 } } }],
  ['VPR-12', 'with a binding of 61 seconds ahead', 'jwt_premature', { binding: { payload: { iat: now + 61 } } }],
  ['7.3-5.8', 'with a binding that has ended', 'jwt_expired', { binding: { payload: { exp: now - 60 } } }],
  ['7.3-5.8', 'with a binding whose end is text', 'jwt_expired', { binding: { payload: { exp: 'never' } } }],
  ['7.3-5.8', 'with a binding that has not begun', 'jwt_premature', { binding: { payload: { nbf: now + 61 } } }],
  ['7.3-5.7', 'with another sd_hash', 'holder_binding_mismatch', { binding: { payload: { sd_hash: sha256('another') } } }],
  ['7.3-5.7', 'without sd_hash', 'holder_binding_mismatch', { binding: { payload: { sd_hash: undefined } } }],
  ['7.3-5.7', 'with a disclosure taken out after it was bound', 'holder_binding_mismatch', { finished: (text) => text.replace(`${familyName}~`, '') }],
  ['7.3-5.7', 'with a disclosure put in after it was bound', 'holder_binding_mismatch', { signed: [...names, unasked], shown: names, finished: (text) => text.replace(`${familyName}~`, `${familyName}~${unasked}~`) }],
  ['7.3-5.7', 'with its disclosures in another order than they were bound', 'holder_binding_mismatch', { finished: (text) => text.replace(`${givenName}~${familyName}~`, `${familyName}~${givenName}~`) }],
])

const issuerKey = rows('issuer key', [
  ['INV-15', 'of a key that was last seen too long ago', 'ledger_unavailable', {}, tooOld({ issuerKey: () => known(issuer, 101) })],
  ['INV-15', 'of a key that was seen in the future', 'ledger_unavailable', {}, { ports: { issuerKey: () => known(issuer, -1) } }],
  ['VPR-26', 'with iss of another authority', 'issuer_mismatch', { payload: { iss: issuerDid.replace(/1$/, '9') } }],
  ['VPR-26', 'with a list as iss', 'issuer_mismatch', { payload: { iss: [issuerDid] } }],
  ['VPR-26', 'with null as iss', 'issuer_mismatch', { payload: { iss: null } }],
  ['VPR-26', 'with iss in another case', 'issuer_mismatch', { payload: { iss: 'HTTPS://issuer.example' } }],
  ['x5c', 'with a certificate of another key', 'issuer_mismatch', { header: { x5c: ['AAAA'] } }, { ports: { certifiesKey: () => false } }],
])

/** What a port refuses is the verdict, whatever it is. */
const refusing = (code: RefusalCode): Partial<VerificationPorts<KeyObject>> => ({ issuerKey: () => Promise.reject(new Refusal(code)) })
export const refusedByPorts: readonly BadPresentation[] = rows('issuer key', [
  ['VPR-27', 'with a kid that the issuer does not publish', 'issuer_key_unknown', {}, { ports: refusing('issuer_key_unknown') }],
  ['VPR-28', 'with a key that was withdrawn', 'issuer_key_revoked', {}, { ports: refusing('issuer_key_revoked') }],
  ['VPR-30', 'of an issuer that is no more', 'issuer_deactivated', {}, { ports: refusing('issuer_deactivated') }],
  ['VPR-31', 'of an issuer that cannot be resolved', 'issuer_unresolvable', {}, { ports: refusing('issuer_unresolvable') }],
  ['INV-15', 'while the ledger is away', 'ledger_unavailable', {}, { ports: refusing('ledger_unavailable') }],
])

const issuerSignature = rows('issuer signature', [
  ['7.1-2.2', 'signed by another key', 'credential_invalid', { issuerKey: strangerKeys.privateKey }],
  ['PRF-05', 'signed by a key in its own header', 'credential_invalid', { issuerKey: strangerKeys.privateKey, header: { jwk: { ...publicJwk(strangerKeys.publicKey) }, jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u' } }],
  ['CVE-2022-21449', 'with a signature of zeros', 'credential_invalid', signature(Buffer.alloc(64))],
  ['PRF-08', 'with r of the order', 'credential_invalid', signature(Buffer.concat([order, Buffer.alloc(32, 1)]))],
  ['PRF-08', 'with s of the order', 'credential_invalid', signature(Buffer.concat([Buffer.alloc(32, 1), order]))],
  ['PRF-08', 'with r of zero', 'credential_invalid', signature(Buffer.concat([Buffer.alloc(32), Buffer.alloc(32, 1)]))],
  ['PRF-08', 'with a signature of 63 bytes', 'credential_invalid', { selection: part(2, (text) => Buffer.from(text, 'base64url').subarray(1).toString('base64url')) }],
  ['PRF-08', 'with a signature of 65 bytes', 'credential_invalid', { selection: part(2, (text) => Buffer.concat([Buffer.from(text, 'base64url'), Buffer.alloc(1)]).toString('base64url')) }],
  ['PRF-08', 'with a signature in DER', 'credential_invalid', { selection: inDer }],
  ['PRF-08', 'with a signature of other spelling', 'credential_invalid', { selection: part(2, otherSpelling) }],
  ['PRF-08', 'with padding behind its signature', 'credential_invalid', { selection: part(2, (text) => `${text}==`) }],
  ['PRF-08', 'without signature', 'credential_invalid', { selection: part(2, () => '') }],
  ['PRF-10', 'with a bit of its signature flipped', 'credential_invalid', { selection: part(2, (text) => swapOne(text, 40)) }],
])

const holderSignature = rows('holder signature', [
  ['7.3-5.3', 'bound by another key', 'holder_binding_mismatch', { binding: { key: strangerKeys.privateKey } }],
  ['PRF-40', 'bound by a key that the binding brings along', 'holder_binding_mismatch', { binding: { key: strangerKeys.privateKey, header: { jwk: { ...publicJwk(strangerKeys.publicKey) } } } }],
  ['VPR-08', 'bound by a signature of zeros', 'holder_binding_mismatch', { finished: (text) => text.replace(/[^.]*$/, Buffer.alloc(64).toString('base64url')) }],
  ['VPR-08', 'bound by nothing', 'holder_binding_mismatch', { finished: (text) => text.replace(/[^.]*$/, '') }],
  ['PRF-23', 'bound to a point off the curve', 'holder_binding_mismatch', { payload: { cnf: { jwk: { ...publicJwk(holderKeys.publicKey), x: publicJwk(holderKeys.publicKey).y } } } }],
  ['7.3-5.1', 'bound though it confirms no key', 'holder_binding_mismatch', { payload: { cnf: undefined } }],
])

const validity = rows('validity', [
  ['VPR-35', 'that ended beyond the allowance', 'credential_expired', { payload: { exp: now - 60 } }],
  ['VPR-36', 'that has not begun', 'jwt_premature', { payload: { nbf: now + 61 } }],
  ['VPR-36', 'that was issued tomorrow', 'jwt_premature', { payload: { iat: now + 86_400 } }],
  ['7.1-6', 'that was issued tomorrow, as is disclosed', 'jwt_premature', signs(named('iat', now + 86_400), { iat: undefined })],
  ['RFC 7519 2', 'whose end is text', 'malformed_credential', { payload: { exp: String(now + 86_400) } }],
  ['RFC 7519 2', 'whose end is null', 'malformed_credential', { payload: { exp: null } }],
  ['RFC 7519 2', 'whose end is 1e308', 'malformed_credential', { payload: { exp: 1e308 } }],
  ['RFC 7519 2', 'whose end is beyond calendars', 'malformed_credential', { payload: { exp: 1e15 } }],
  ['RFC 7519 2', 'that was issued before time', 'malformed_credential', { payload: { iat: -1e300 } }],
  ['RFC 7519 4.1.3', 'for another audience', 'malformed_credential', { payload: { aud: 'https://another.example' } }],
  ['RFC 7519 4.1.3', 'for other audiences', 'malformed_credential', { payload: { aud: ['https://another.example', 7] } }],
  ['RFC 7519 4.1.3', 'for nobody', 'malformed_credential', { payload: { aud: [] } }],
])

const policy = (changes: Partial<TypePolicy>): PolicyOf => ({ name }) => ({ trusted: { by: 'accreditation', as: name }, ...changes })
const aki = { type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }
const accreditation = rows('accreditation', [
  ['VPR-32', 'of an issuer that is not accredited', 'issuer_not_trusted', {}, { ports: { isAccredited: () => known(false) } }],
  ['VPR-32', 'of an issuer that is not accredited, as turns out later', 'issuer_not_trusted', {}, { ports: { isAccredited: () => Promise.resolve(known(false)) } }],
  ['policy', 'of an issuer that is not on the list', 'issuer_not_trusted', {}, { policy: policy({ trusted: { by: 'list', issuers: [`${issuerDid}0`] } }) }],
  ['INV-15', 'of an issuer whose accreditation was last seen too long ago', 'ledger_unavailable', {}, tooOld({ isAccredited: () => known(true, 201) })],
  ['INV-15', 'of an issuer whose accreditation was seen in the future', 'ledger_unavailable', {}, { ports: { isAccredited: () => known(true, -1) } }],
  ['VP 6.1.1', 'of an issuer under another authority than was asked for', 'issuer_not_trusted', {}, { query: { trusted_authorities: [aki] } }],
])

const status = rows('status', [
  ['STA-16', 'without status', 'status_missing', { payload: { status: undefined } }],
  ['STA-16', 'with text for status', 'status_missing', { payload: { status: 'valid' } }],
  ['STA-16', 'with a status of another mechanism', 'status_missing', { payload: { status: { assertion: {} } } }],
  ['STA-16', 'with a status without list', 'status_missing', { payload: { status: { status_list: { idx: 7 } } } }],
  ['STA-01', 'with a status without index', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri } } } }],
  ['STA-01', 'with a negative index', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri, idx: -1 } } } }],
  ['STA-01', 'with an index of 1.5', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri, idx: 1.5 } } } }],
  ['STA-01', 'with an index of 2^53', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri, idx: 2 ** 53 } } } }],
  ['STA-01', 'with an index of 1e308', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri, idx: 1e308 } } } }],
  ['STA-01', 'with an index as text', 'status_index_out_of_bounds', { payload: { status: { status_list: { uri: statusUri, idx: '7' } } } }],
  ['VPR-20', 'with an index that is disclosed', 'status_index_out_of_bounds', disclosedIndex()],
  ['STA-17', 'that was revoked', 'credential_revoked', {}, { ports: { status: () => known(1) } }],
  ['STA-17', 'that is suspended', 'credential_suspended', {}, { ports: { status: () => known(2) } }],
  ['STA-17', 'with a status of the application', 'status_unknown', {}, { ports: { status: () => known(3) } }],
  ['STA-17', 'with a reserved status', 'status_unknown', {}, { ports: { status: () => known(255) } }],
  ['policy', 'with a status that is published in another way than is accepted', 'status_missing', {}, { policy: policy({ status: ['BitstringStatusListEntry'] }) }],
  ['INV-15', 'with a status that was last seen too long ago', 'status_unavailable', {}, tooOld({ status: () => known(0, 301) })],
  ['INV-15', 'with a status that was seen in the future', 'status_unavailable', {}, { ports: { status: () => known(0, -1) } }],
  ['STA-17', 'that was revoked, as turns out later', 'credential_revoked', {}, { ports: { status: () => Promise.resolve(known(1)) } }],
])

const queried = rows('query', [
  ['VPR-39', 'that withholds a required claim', 'credential_missing_data', { shown: [givenName] }],
  ['VPR-39', 'with a claim of another value', 'credential_missing_data', {}, { query: { claims: [{ path: ['given_name'], values: ['Eve'] }] } }],
  ['VPR-39', 'with text where a number was asked for', 'credential_missing_data', { payload: { age: '41' } }, { query: { claims: [{ path: ['age'], values: [41] }] } }],
  ['VPR-39', 'with a claim under an inherited name', 'credential_missing_data', {}, { query: { claims: [{ path: ['constructor', 'name'] }] } }],
  ['VP 7.1', 'with another element of a list than was asked for', 'credential_missing_data', { payload: { languages: [{ '...': sha256(disclosure('English')) }, 'Welsh'] } }, { query: { claims: [{ path: ['languages', 0] }] } }],
])

/** Everything that the pipeline itself refuses. */
export const badPresentations: readonly BadPresentation[] = [
  ...structure,
  ...disclosures,
  ...type,
  ...binding,
  ...issuerKey,
  ...issuerSignature,
  ...holderSignature,
  ...validity,
  ...accreditation,
  ...status,
  ...queried,
]

export const presentBadly = ({ changes }: BadPresentation): string => present(changes)
