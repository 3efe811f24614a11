import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { PublicationFault } from '@counterfoil/service-kit/form-profile/read-publication'
import type { FormProfile } from '@counterfoil/shared/form-profile/form-profile'
import { formPublication, publicationType, type PublishedProfile } from '@counterfoil/shared/form-profile/publication'
import { epochSeconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { formProfile, types } from './form-profiles.ts'

/** Whoever signs: an authority with its key, or somebody who pretends to be one. */
export interface Publisher {
  readonly did: string
  readonly kid: string
  sign(input: string): string | Promise<string>
}

export const publisherWith = (did: string, key: KeyObject): Publisher => ({ did, kid: `${did}#key`, sign: (input) => signEs256(key, input) })

const encode = (value: object | string): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs whatever it is told to. */
export async function publish(publisher: Publisher, payload: object | string, header: object = {}): Promise<string> {
  const input = `${encode({ alg: 'ES256', typ: publicationType, kid: publisher.kid, ...header })}.${encode(payload)}`
  return `${input}.${await publisher.sign(input)}`
}

/** A profile as it is published: another version of one that there is as a file. */
export function published(changes: Partial<FormProfile> = {}, at: EpochSeconds = epochSeconds(1_800_000_000)): PublishedProfile {
  const profile = { ...formProfile(), version: 2, title: { en: 'Renew a badge', cy: 'Adnewyddu bathodyn' }, ...changes }
  return { id: profile.id, version: profile.version, publishedAt: at, profile }
}

export interface Publishing {
  readonly publisher: Publisher
  readonly now: EpochSeconds
  readonly number?: number
  readonly profiles?: readonly PublishedProfile[]
  readonly withdrawn?: readonly string[]
}

export const goodPublication = (good: Publishing): Promise<string> => publish(good.publisher, payloadOf(good))

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const [claim] = formProfile().claims
const unusable = (changes: object): object => ({ ...published(), profile: { ...published().profile, ...changes } })

/** Publications that are refused, each for its own reason. */
export const badPublications: readonly [what: string, fault: PublicationFault, make: (good: Publishing) => string | Promise<string>][] = [
  ['by a stranger’s key', 'wrong_signature', (good) => publish({ ...good.publisher, sign: (input) => signEs256(stranger, input) }, payloadOf(good))],
  ['by a key that the authority doesn’t publish', 'unknown_key', (good) => publish(good.publisher, payloadOf(good), { kid: `${good.publisher.did}#another` })],
  ['by a key of another identity', 'unknown_key', (good) => publish(good.publisher, payloadOf(good), { kid: 'did:web:else.example#key' })],
  ['that names no key', 'unknown_key', (good) => publish(good.publisher, payloadOf(good), { kid: undefined })],
  ['of another authority', 'wrong_issuer', (good) => publish(good.publisher, { ...payloadOf(good), iss: 'did:web:else.example' })],
  ['of nobody', 'wrong_issuer', (good) => publish(good.publisher, { ...payloadOf(good), iss: undefined })],
  ['that has expired', 'expired', (good) => publish(good.publisher, { ...payloadOf(good), iat: good.now - 100, exp: good.now })],
  ['that never expires', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), exp: undefined })],
  ['that expired before it was signed', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), exp: good.now - 1 })],
  ['from the future', 'from_the_future', (good) => publish(good.publisher, { ...payloadOf(good), iat: good.now + 120 })],
  ['without a date', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), iat: 'now' })],
  ['of another type', 'wrong_type', (good) => publish(good.publisher, payloadOf(good), { typ: 'JWT' })],
  ['of no type', 'wrong_type', (good) => publish(good.publisher, payloadOf(good), { typ: undefined })],
  ['of alg none', 'wrong_algorithm', (good) => publish({ ...good.publisher, sign: () => '' }, payloadOf(good), { alg: 'none' })],
  ['of alg HS256', 'wrong_algorithm', (good) => publish(good.publisher, payloadOf(good), { alg: 'HS256' })],
  ['with a critical header', 'malformed', (good) => publish(good.publisher, payloadOf(good), { crit: ['exp'] })],
  ['of a megabyte', 'too_large', (good) => publish(good.publisher, { ...payloadOf(good), more: 'x'.repeat(1024 * 1024) })],
  ['that is a page', 'malformed', () => '<!doctype html><title>Sign in</title>'],
  ['that is empty', 'malformed', () => ''],
  ['that names a member twice', 'malformed', (good) => publish(good.publisher, JSON.stringify(payloadOf(good)).replace('{', '{"withdrawn":[],'))],
  ['that is a list', 'malformed', (good) => publish(good.publisher, [payloadOf(good)])],
  ['without profiles', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), profiles: undefined })],
  ['of a hundred and one profiles', 'too_many_profiles', (good) => publish(good.publisher, { ...payloadOf(good), profiles: Array.from({ length: 101 }, () => ({})) })],
  ['with a profile twice', 'profile_twice', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [published(), published()] })],
  ['with a profile that it withdraws too', 'profile_twice', (good) => publish(good.publisher, { ...payloadOf(good), withdrawn: [published().id] })],
  ['that withdraws a path', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), withdrawn: ['../blue-badge-renewal'] })],
  ['with a profile whose id is a path', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [{ ...published(), id: '../a', profile: { ...published().profile, id: '../a' } }] })],
  ['that calls a profile by another name than it has itself', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [{ ...published(), id: 'another' }] })],
  ['that calls a version by another number', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [{ ...published(), version: 9 }] })],
  ['with a profile of no date', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [{ ...published(), publishedAt: '2026-01-01' }] })],
  ['with a profile that is null', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [null] })],
  ['with markup in a title', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ title: { en: 'Renew\u202e<b>', cy: 'x' } })] })],
  ['with a profile that asks for what fills no field', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ fields: [] })] })],
  ['with a profile that lacks its Welsh', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ purpose: { en: 'a', cy: '' } })] })],
  ['with a profile of a type that isn’t known, and that is wrong besides', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ credential: { id: 'a', type: 'passport', version: 1 }, fields: [] })] })],
  ['without a number', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), number: undefined })],
  ['with a number that is none', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), number: '7' })],
  ['with a number below zero', 'malformed', (good) => publish(good.publisher, { ...payloadOf(good), number: -1 })],
  ['with a profile that asks for a reserved name', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ claims: [{ ...claim, path: ['__proto__'] }] })] })],
  ['with a profile that is asked with unsigned', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable({ requestProfile: 'unsigned' })] })],
  ['with a profile that asks for an mdoc of a type that isn’t one', 'profile_unusable', (good) => publish(good.publisher, { ...payloadOf(good), profiles: [unusable(askedAsMdoc())] })],
]

const payloadOf = ({ publisher, now, number = 0, profiles = [published()], withdrawn = [] }: Publishing): object => formPublication(publisher.did, { number, profiles, withdrawn }, now)

function askedAsMdoc(): object {
  const type = [...types.values()].find(({ mdoc }) => mdoc === undefined)
  const path = type?.claims.find(({ disclosable }) => disclosable)?.path
  if (type === undefined || path === undefined) throw new Error('every type can be an mdoc')
  return { credential: { id: 'a', type: type.id, version: type.version, format: 'mso_mdoc' }, claims: [{ ...claim, path }], fields: [{ name: 'a', from: claim?.id }] }
}
