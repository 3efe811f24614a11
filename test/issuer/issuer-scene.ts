import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deployment } from '@counterfoil/invariants/deployment'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { createIssuer, type Issuer, type IssuerWorld } from '@counterfoil/issuer/assemble'
import type { SigningKeys } from '@counterfoil/issuer/adapters/signing-keys'
import type { IssuerConfig } from '@counterfoil/issuer/config'
import type { Authority } from '@counterfoil/issuer/domain/authority'
import type { CouncilReference, PersonRecord } from '@counterfoil/issuer/domain/council-record'
import type { OfferId } from '@counterfoil/issuer/domain/credential-offer'
import { staffRoles, type StaffMember } from '@counterfoil/issuer/domain/staff-member'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { SignedInStaff, StaffSignIn } from '@counterfoil/issuer/ports/staff-sessions'
import { epochSeconds, seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock, type Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { Network, NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'
import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import sqlite3 from 'sqlite3'
import { certificate } from '../support/certificates.ts'
import { noLimits } from '../support/limits.ts'
import { watch } from '../support/watched.ts'

export const issuerUrl = 'http://localhost:5310'
export const walletUrl = 'http://localhost:5330'
export const start = 1_764_000_000

const names = {
  aldermoor: { en: 'Aldermoor Borough Council', cy: 'Cyngor Bwrdeistref Aldermoor' },
  brackenfield: { en: 'Brackenfield District Council', cy: 'Cyngor Dosbarth Brackenfield' },
  corvesdale: { en: 'Corvesdale Council', cy: 'Cyngor Corvesdale' },
  dunmere: { en: 'Dunmere Council', cy: 'Cyngor Dunmere' },
  elmhollow: { en: 'Elmhollow Council', cy: 'Cyngor Elmhollow' },
} as const
export type CouncilId = keyof typeof names
export const fiveCouncils = Object.keys(names) as readonly CouncilId[]
const twoCouncils = fiveCouncils.slice(0, 2)

export const csv = `council_reference,given_name,family_name,birth_date,address_line_1,address_line_2,post_town,postcode,uprn,resident_since,sign_in_subject
AL-0001,Ceridwen,Ashdown,1961-04-30,14 Harbour Lane,Flat 2,Aldermoor,AL1 2BC,100012345678,2009-09-01,ceridwens-sign-in
AL-0002,Tomos,Bellweather,1988-12-11,3 Mill Row,,Aldermoor,AL2 9QT,100087654321,2015-02-14,
AL-0003,Morwenna,Quill,1975-02-31,,,Aldermoor,AL3 1ZZ,,2020-01-01,morwennas-sign-in
`

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly jwk: P256PublicJwk
}

export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } }
}

/** Keys of all authorities in memory, for tests that are about something else. */
export function memoryKeys(councils: readonly CouncilId[] = twoCouncils): { readonly keys: SigningKeys; readonly pairs: ReadonlyMap<string, KeyPair>; readonly network: Network } {
  const pairs = new Map<string, KeyPair>()
  const key = (kid: string): NetworkKey => {
    const pair = makeKeyPair()
    pairs.set(kid, pair)
    return { kid, x5c: [certificate(kid, [], undefined, { privateKey: pair.privateKey }).x5c] }
  }
  const authorities = councils.map((id, index): NetworkAuthority => {
    const name = names[id]
    const did = `did:ethr:0x7a69:0x${String(index + 1).repeat(40)}`
    return {
      id,
      letter: id.slice(0, 1).toUpperCase(),
      name,
      did,
      issuerUrl: `${issuerUrl}/${id}`,
      verifierUrl: `http://localhost:5320/${id}`,
      keys: { credential: key(`${did}#delegate-1`), status: key(`${did}#delegate-2`), request: key(`${did}#delegate-3`) },
    }
  })
  const keys: SigningKeys = {
    signer: async (kid, role) => {
      const pair = pairs.get(kid)
      if (pair === undefined) throw new Error(`no key ${kid}`)
      return { kid, role, sign: (signingInput) => signEs256(pair.privateKey, signingInput) }
    },
    issueJwtVcJson: async ({ kid, credential }) => `${kid}.${Buffer.from(JSON.stringify(credential)).toString('base64url')}.`,
    gasSigner: async () => null,
    anchorKey: async () => null,
    uses: () => [],
    close: async () => {},
  }
  const ledger = { rpcUrl: 'http://localhost:5350', chainId: 31337, registry: '0x', consortium: 'did:ethr:0x7a69:0xc' }
  return { keys, pairs, network: { ledger, typesUrl: `${issuerUrl}/types`, trustAnchors: [], authorities } }
}

/**
 * Asks the database beside the service, through the same SQLite library: a second one in this process would drop the
 * first one's POSIX locks when it closes the file.
 */
const query = <Row>(file: string, sql: string, values: readonly (string | number)[]): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file)
    database.all<Row>(sql, values, (error, rows) => database.close(() => (error === null ? resolve(rows) : reject(error))))
  })

/** Somebody of an authority, a caseworker unless other roles are said: `aldermoor`, or `aldermoor:approver,auditor`. */
export function staffOf(code: string): StaffMember {
  const [authority = '', roles = 'caseworker', person] = code.split(':')
  return { subject: `staff-of-${code}`, name: 'Sam Sign', authority, roles: staffRoles.filter((role) => roles.split(',').includes(role)), ...(person === undefined ? {} : { person }) }
}

/** Who comes back from the provider, having signed in there now unless `auth_time` says otherwise; `none`: it doesn't tell. */
function arrived({ searchParams }: URL, now: EpochSeconds): SignedInStaff {
  const at = searchParams.get('auth_time') ?? String(now)
  const code = searchParams.get('code') ?? ''
  return { staff: staffOf(code), authenticatedAt: at === 'none' ? null : epochSeconds(Number(at)), sid: null, refreshToken: code }
}

/** A provider that takes everybody for whom their code says, and stands by them. */
const agreeableSignIn = (clock: Clock): StaffSignIn => ({
  start: async () => ({ url: 'http://localhost:5300/auth', checks: { state: 'state', nonce: 'nonce', codeVerifier: 'verifier' } }),
  finish: async (callback) => (callback.searchParams.get('state') === 'state' ? arrived(callback, clock.now()) : null),
  confirm: async (code, _, keep) => {
    await keep(code)
    return staffOf(code)
  },
  readLogout: () => Promise.reject(new Refusal('invalid_logout_token')),
})

const quietLogger = () => Object.assign(createLogger('issuer'), { level: 'silent' })

export type ClaimsOfAProof = Readonly<Record<string, unknown>>

/** Values of the records that may stand nowhere but in the council's own file. */
const markers = ['Ceridwen', 'Ashdown', '1961-04-30', '14 Harbour Lane', 'AL1 2BC', '100012345678', '2009-09-01', 'Bellweather', '1988-12-11', '100087654321', 'AL-0001'].map((value, index) => ({ name: `record value ${index}`, value }))

/** An issuer on a database of its own, and a wallet's and a clerk's hands. Its invariants are looked at after every test. */
export async function openScene(changes: Partial<IssuerWorld> & { readonly folder?: string; readonly networkFile?: string; readonly settings?: Partial<IssuerConfig>; readonly councils?: readonly CouncilId[] } = {}) {
  const { folder: given, networkFile, settings, councils = twoCouncils, ...world } = changes
  const folder = given ?? mkdtempSync(join(tmpdir(), 'counterfoil-issuer-'))
  for (const id of councils) writeFileSync(join(folder, `${id}.csv`), csv.replaceAll('AL-', `${id.slice(0, 2).toUpperCase()}-`))
  const memory = memoryKeys(councils)
  const clock = fixedClock(start)
  const config: IssuerConfig = {
    issuerUrl,
    walletUrl,
    network: memory.network,
    ...(networkFile === undefined ? {} : { networkFile }),
    dataDir: folder,
    keyCustody: envelopesUnder(join(folder, 'kek')),
    serviceSecret: 'a service secret of more than 32 characters',
    recordsDir: folder,
    oidc: { issuerUrl: 'http://localhost:5300', clientId: 'counterfoil-issuer', clientSecret: 'secret' },
    anchorEvery: seconds(600),
    attestationAnchors: [],
    mustBeEncrypted: false,
    httpLimits: noLimits,
    port: 0,
    host: 'localhost',
    ...settings,
  }
  const issuer = await createIssuer(config, {
    clock,
    logger: quietLogger(),
    keys: memory.keys,
    signIn: agreeableSignIn(world.clock ?? clock),
    ...world,
  })
  const keyOf = (kid: string): KeyPair => {
    const pair = memory.pairs.get(kid)
    if (pair === undefined) throw new Error(`no key ${kid}`)
    return pair
  }
  const keysOf = (id: string): NetworkAuthority['keys'] => {
    const authority = memory.network.authorities.find((one) => one.id === id)
    if (authority === undefined) throw new Error(`no authority ${id}`)
    return authority.keys
  }
  const database = join(folder, 'issuer.sqlite')
  const deployment = (): Deployment => ({
    issuer: database,
    verifier: null,
    keyStores: [],
    network: networkFile !== undefined && existsSync(networkFile) ? readNetwork(networkFile) : memory.network,
    logs: null,
    ledger: null,
    ledgerJournal: null,
    now: (world.clock ?? clock).now(),
    grace: 0,
    fetch: fetchFrom(issuer),
    statusKeys: new Map([...memory.pairs].map(([kid, { jwk }]) => [kid, { ...jwk }])),
    markers,
    searched: [folder],
    acknowledged: null,
  })
  const watched = watch({
    deployment,
    settle: () => issuer.sweep(),
    // Nobody keeps a journal here: the kill tests do.
    unseen: ['INV-20'],
  })
  const close = async (): Promise<void> => {
    try {
      await watched.end()
    } finally {
      await issuer.close()
    }
  }
  return { ...scene(issuer), keyOf, keysOf, issuer, deployment, clock, folder, config, ...memory, rows: <Row>(sql: string, ...values: readonly (string | number)[]) => query<Row>(database, sql, values), close, erase: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What HTTP would answer, without a port. */
export const fetchFrom = ({ app }: Issuer) => async (url: string): Promise<Response> => {
  const { body, statusCode } = await app.inject({ method: 'GET', url: new URL(url).pathname })
  return new Response(body, { status: statusCode })
}

export type Scene = Awaited<ReturnType<typeof openScene>>

let offers = 0

/** A record that is complete. */
export const goodRecord = (reference = 'AL-0001'): PersonRecord => ({
  reference: reference as CouncilReference,
  fields: new Map([
    ['given_name', 'Ceridwen'],
    ['family_name', 'Ashdown'],
    ['birth_date', '1961-04-30'],
    ['address_line_1', '14 Harbour Lane'],
    ['address_line_2', ''],
    ['post_town', 'Aldermoor'],
    ['postcode', 'AL1 2BC'],
    ['uprn', '100012345678'],
    ['resident_since', '2009-09-01'],
  ]),
})

function scene(issuer: Issuer) {
  const inject = (options: InjectOptions): Promise<LightMyRequestResponse> => issuer.app.inject(options)
  const must = (id: string): Authority => {
    const authority = issuer.authorities.get(id)
    if (authority === undefined) throw new Error(`no authority ${id}`)
    return authority
  }
  const typeOf = (id: string): CredentialType => {
    const type = issuer.types.get(id)
    if (type === undefined) throw new Error(`no type ${id}`)
    return type
  }
  const form = (fields: Readonly<Record<string, string>>) => ({ payload: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })

  const offer = async (options: { readonly authority?: string; readonly withTxCode?: boolean; readonly withTypedCode?: boolean; readonly person?: PersonRecord; readonly type?: string } = {}) => {
    const { authority = 'aldermoor', type = 'residency', withTxCode = true, withTypedCode = false, person = goodRecord() } = options
    offers += 1
    const id = `offer-${String(offers).padStart(16, '0')}` as OfferId
    const made = await issuer.makeCredentialOffer({ authority: must(authority), type: typeOf(type), person, id, staff: staffOf(authority), withTxCode, withTypedCode })
    if (made === null) throw new Error('not made')
    const answer = await inject({ method: 'GET', url: made.offerUri.slice(issuerUrl.length) })
    const code = answer.json<{ grants: Record<string, { 'pre-authorized_code': string }> }>().grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
    return { ...made, code, txCode: made.txCode ?? '' }
  }
  const token = (code: string, txCode: string | null, options: { readonly authority?: string; readonly retryKey?: string } = {}) =>
    inject({
      method: 'POST',
      url: `/${options.authority ?? 'aldermoor'}/token`,
      ...form({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, ...(txCode === null ? {} : { tx_code: txCode }), ...(options.retryKey === undefined ? {} : { retry_key: options.retryKey }) }),
    })
  const nonce = async (authority = 'aldermoor'): Promise<string> => (await inject({ method: 'POST', url: `/${authority}/nonce` })).json<{ c_nonce: string }>().c_nonce
  const credentialWith = (accessToken: string | null, body: unknown, options: { readonly authority?: string; readonly contentType?: string } = {}) =>
    inject({
      method: 'POST',
      url: `/${options.authority ?? 'aldermoor'}/credential`,
      headers: { 'content-type': options.contentType ?? 'application/json', ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }) },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    })
  /** Everything up to an access token. */
  const redeemed = async (options: { readonly authority?: string; readonly withTxCode?: boolean; readonly person?: PersonRecord; readonly type?: string } = {}) => {
    const made = await offer(options)
    const answer = await token(made.code, made.txCode === '' ? null : made.txCode, options)
    return { ...made, accessToken: answer.json<{ access_token: string }>().access_token }
  }
  return { inject, form, offer, token, nonce, credentialWith, redeemed, authority: must }
}

export const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A key proof, any part of it replaceable. */
export function makeProof(key: KeyPair, claims: ClaimsOfAProof, header: ClaimsOfAProof = {}): string {
  const signingInput = `${encode({ alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk: key.jwk, ...header })}.${encode(claims)}`
  return `${signingInput}.${signEs256(key.privateKey, signingInput)}`
}

export const proofClaims = (nonce: string, changes: ClaimsOfAProof = {}): ClaimsOfAProof => ({ aud: `${issuerUrl}/aldermoor`, iat: start, nonce, ...changes })

export const credentialBody = (proof: string, changes: ClaimsOfAProof = {}): ClaimsOfAProof => ({ credential_configuration_id: 'residency-sd-jwt', proofs: { jwt: [proof] }, ...changes })
