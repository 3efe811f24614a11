import { hash, type KeyObject } from 'node:crypto'
import { encode as encodeCbor, Tag } from 'cbor2'
import { signEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { MdocQuery } from '@counterfoil/shared/dcql/credential-query'
import type { Handover } from '@counterfoil/shared/mdoc/session-transcript'
import { certificate as makeCertificate } from './certificates.ts'
import { audience, holderKeys, issuerKeys, nonce, now, statusUri } from './presentations.ts'

// A valid answer with one mdoc, in which any one thing can be made wrong. Its CBOR is written by a library that nothing else here uses.

export const docType = 'org.counterfoil.residency.1'
export const handover: Handover = { kind: 'redirect', clientId: audience, responseUri: 'https://verifier.example/answers/1', thumbprint: null }
/** Of nobody that matters, for an hour before and a day after: who signed is for the ports to say. */
export const mdocCertificate = makeCertificate('An issuer', [], undefined, { now }).x5c
const certificate = new Uint8Array(Buffer.from(mdocCertificate, 'base64'))

export type Members = Map<string | number, unknown>
type Change = (members: Members) => void

export interface MdocChanges {
  readonly item?: Change
  readonly securityObject?: Change
  readonly guarded?: Change
  readonly beside?: Change
  readonly issuerSigned?: Change
  readonly document?: Change
  readonly response?: Change
  readonly issuerKey?: KeyObject
  readonly holderKey?: KeyObject
  readonly handover?: readonly unknown[]
  readonly deviceAuth?: Change
  /** Digests what is given, not what the item became. */
  readonly alteredAfterwards?: boolean
}

export const embedded = (value: unknown): Tag => new Tag(24, encodeCbor(value))
const tdate = (seconds: number): Tag => new Tag(0, new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'))
export const dateTime = tdate
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', bytes, 'buffer'))
const changed = (entries: readonly (readonly [string | number, unknown])[], change: Change | undefined): Members => {
  const members: Members = new Map(entries)
  change?.(members)
  return members
}

const elements = [['given_name', 'Ann'], ['family_name', 'Lee'], ['birth_date', new Tag(1004, '1957-03-09')], ['postcode', 'AL1 2BC']] as const

function sign1(payload: Uint8Array, key: KeyObject, { guarded, beside, detached = false }: { readonly guarded: Members; readonly beside: Members; readonly detached?: boolean }): unknown[] {
  const header = encodeCbor(guarded)
  const toSign = encodeCbor(['Signature1', header, new Uint8Array(), payload])
  return [header, beside, detached ? null : payload, new Uint8Array(Buffer.from(signEs256(key, toSign), 'base64url'))]
}

function deviceKey(): Members {
  const { x = '', y = '' } = holderKeys.publicKey.export({ format: 'jwk' })
  return new Map<string | number, unknown>([[1, 2], [-1, 1], [-2, new Uint8Array(Buffer.from(x, 'base64url'))], [-3, new Uint8Array(Buffer.from(y, 'base64url'))]])
}

export function presentMdoc(changes: MdocChanges = {}): string {
  const good = elements.map(([elementIdentifier, elementValue], digestID) => new Map<string | number, unknown>([['digestID', digestID], ['random', new Uint8Array(32).fill(digestID)], ['elementIdentifier', elementIdentifier], ['elementValue', elementValue]]))
  const items = good.map((item, place) => embedded(place === 0 ? changed([...item], changes.item) : item))
  const signed = changes.alteredAfterwards === true ? good.map(embedded) : items
  const securityObject = changed(
    [
      ['version', '1.0'],
      ['digestAlgorithm', 'SHA-256'],
      ['valueDigests', new Map([[docType, new Map(signed.map((item, digestId) => [digestId, sha256(encodeCbor(item))]))]])],
      ['deviceKeyInfo', new Map([['deviceKey', deviceKey()]])],
      ['docType', docType],
      ['validityInfo', new Map([['signed', tdate(now - 10)], ['validFrom', tdate(now - 10)], ['validUntil', tdate(now + 86_400)]])],
      ['status', new Map([['status_list', new Map<string, unknown>([['idx', 7], ['uri', statusUri]])]])],
    ],
    changes.securityObject,
  )
  const issuerAuth = sign1(encodeCbor(embedded(securityObject)), changes.issuerKey ?? issuerKeys.privateKey, { guarded: changed([[1, -7]], changes.guarded), beside: changed([[33, certificate]], changes.beside) })
  const namespaces = embedded(new Map())
  const told = changes.handover ?? ['OpenID4VPHandover', sha256(encodeCbor([audience, nonce, null, handover.kind === 'redirect' ? handover.responseUri : '']))]
  const authentication = encodeCbor(embedded(['DeviceAuthentication', [null, null, told], docType, namespaces]))
  const deviceSignature = sign1(authentication, changes.holderKey ?? holderKeys.privateKey, { guarded: new Map([[1, -7]]), beside: new Map(), detached: true })
  const document = changed(
    [
      ['docType', docType],
      ['issuerSigned', changed([['nameSpaces', new Map([[docType, items]])], ['issuerAuth', issuerAuth]], changes.issuerSigned)],
      ['deviceSigned', new Map<string, unknown>([['nameSpaces', namespaces], ['deviceAuth', changed([['deviceSignature', deviceSignature]], changes.deviceAuth)]])],
    ],
    changes.document,
  )
  const response = changed([['version', '1.0'], ['documents', [document]], ['status', 0]], changes.response)
  return Buffer.from(encodeCbor(response)).toString('base64url')
}

/** Asks for a name and a postcode. */
export const mdocQuery = (changes: Partial<MdocQuery> = {}): MdocQuery => ({
  id: 'residency',
  format: 'mso_mdoc',
  meta: { doctype_value: docType },
  claims: [{ path: [docType, 'given_name'] }, { path: [docType, 'postcode'] }],
  ...changes,
})
