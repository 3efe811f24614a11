import type { X509Certificate } from 'node:crypto'
import { parseAnchor, vouchTogether } from '@counterfoil/service-kit/crypto/certificate-chain'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readJson } from '@counterfoil/service-kit/config/read-files'
import { optionalFile } from '@counterfoil/service-kit/config/settings'
import { didWebUrl } from '@counterfoil/shared/did/did-web-url'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { isWebAddress } from '@counterfoil/shared/oid4vp/presentation-request'
import { statusMechanisms } from '@counterfoil/shared/status-list/status-reference'
import { issuerMetadataUrl } from '@counterfoil/shared/vc/jwt-vc-issuer'
import { z } from 'zod'
import { keyIdentifierOf } from './domain/asked-of-type.ts'
import type { OutsideIssuer, OutsideTrust, OutsideType } from './domain/type-policies.ts'

const age = z.int().min(0).max(86_400).transform(seconds).optional()
const issuer = z.strictObject({ issuer: z.string().min(1).max(2048), keys: z.enum(['did', 'metadata', 'x5c']), anchors: z.array(z.string()).min(1).max(16).optional(), lists: z.string().refine(isWebAddress, 'must be a web address').optional() })
const shape = z.record(
  z.string().min(1),
  z.strictObject({ issuers: z.array(issuer).min(1).max(64).optional(), status: z.array(z.enum(statusMechanisms)).min(1).optional(), withoutStatus: z.boolean().optional(), trustedAuthorities: z.enum(['aki'], { error: 'must be aki: openid_federation and etsi_tl are not judged here' }).optional(), withoutHolderBinding: z.boolean().optional(), maximumAge: z.strictObject({ key: age, accreditation: age, status: age }).optional() }),
)

/** Reads whom beyond the network types are taken from; throws with every problem. */
export function parseTrustedIssuers(given: unknown): OutsideTrust {
  const parsed = shape.safeParse(given)
  const problems = parsed.success ? problemsOf(parsed.data) : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(`The trusted issuers file can't be used:\n${problems.map((problem) => `    ${problem}`).join('\n')}`)
  return parsed.data
}

function problemsOf(trust: OutsideTrust): string[] {
  const all = Object.values(trust).flatMap(({ issuers = [] }) => issuers)
  return [...Object.entries(trust).flatMap(([name, type]) => problemsOfType(type).map((problem) => `${name}: ${problem}`)), ...Object.entries(trust).flatMap(([name, type]) => (type.issuers ?? []).flatMap((one) => problemsOfIssuer(one, type).map((problem) => `${name}: ${one.issuer} ${problem}`))), ...contradictions(all)]
}

/** Who is listed has no accreditation; what the network issues has a status and a holder, and its certificates are the network's. */
function problemsOfType({ issuers, withoutStatus, withoutHolderBinding, trustedAuthorities, maximumAge }: OutsideType): string[] {
  if (issuers !== undefined) return maximumAge?.accreditation === undefined ? [] : ['lists its issuers, whose accreditation nobody asks for (maximumAge.accreditation)']
  const beyond = { withoutStatus, withoutHolderBinding, trustedAuthorities }
  return Object.entries(beyond).flatMap(([name, value]) => (value === undefined ? [] : [`lists no issuers, so it is the network's, of which ${name} can't be said`]))
}

const isDid = (name: string): boolean => (name.startsWith('did:web:') ? didWebUrl(name) !== null : /^did:(?:key|jwk):[A-Za-z0-9_-]+$/.test(name))

function problemsOfIssuer({ issuer: name, keys, anchors = [], lists }: OutsideIssuer, { withoutStatus, trustedAuthorities }: OutsideType): string[] {
  return [
    ...(trustedAuthorities === undefined || keys === 'x5c' ? [] : ['is not known by certificates, and the type is asked for by who certified it (trustedAuthorities)']),
    ...(trustedAuthorities === undefined || anchors.every((pem) => !isCertificate(pem) || keyIdentifierOf(pem) !== null) ? [] : ['has an anchor without subject key identifier, by which wallets can\'t find it (trustedAuthorities)']),
    ...(keys === 'did' && !isDid(name) ? ['is no did:web, did:key or did:jwk'] : []),
    ...(keys !== 'did' && issuerMetadataUrl(name) === null ? ['is no https address'] : []),
    ...((keys === 'x5c') === (anchors.length === 0) ? [keys === 'x5c' ? 'has no anchors' : 'has anchors, which only keys by x5c need'] : []),
    ...(anchors.every(isCertificate) ? [] : ['has an anchor that is no certificate in PEM']),
    ...(keys !== 'metadata' && lists === undefined && withoutStatus !== true ? ['has no address of status lists, and the type is not taken without a status'] : []),
  ]
}

const isCertificate = (pem: string): boolean => certificateOf(pem) !== null

function certificateOf(pem: string): X509Certificate | null {
  try {
    return parseAnchor(pem)
  } catch {
    return null
  }
}

/** Who issues several types is found in one way, and who certifies does so for one issuer. */
function contradictions(all: readonly OutsideIssuer[]): string[] {
  const told = new Map<string, string>()
  const anchored = all.flatMap(({ issuer: name, anchors = [] }) => anchors.flatMap((pem) => certificateOf(pem) ?? []).map((anchor) => ({ name, anchor })))
  return all.flatMap(({ issuer: name, keys, anchors = [], lists }) => {
    const text = JSON.stringify([keys, anchors, lists])
    const isOther = (told.get(name) ?? text) !== text
    told.set(name, text)
    const isShared = anchored.some((one) => one.name === name && anchored.some((other) => other.name !== name && vouchTogether(one.anchor, other.anchor)))
    return [...(isOther ? [`${name} is described in two ways`] : []), ...(isShared ? [`${name} has an anchor that vouches for another issuer, too`] : [])]
  })
}

/** The part of the configuration that says who beyond the network is trusted. */
export const trustedIssuersSettings = {
  TRUSTED_ISSUERS_FILE: optionalFile(
    { meaning: 'File with the types of credential that are taken from issuers beyond the network, and from whom, or that have policies of their own, as JSON ([which](verification.md#issuers-beyond-the-network))', example: '/etc/counterfoil/trusted-issuers.json' },
    (file) => parseTrustedIssuers(readJson<unknown>(file, 'trusted issuers file')),
    {},
  ),
} as const
