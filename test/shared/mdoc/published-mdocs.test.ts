import { createECDH, createHmac, hkdfSync, hash, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { isBytes, isCborList, isCborMap, Tagged, type Cbor, type CborMap } from '@counterfoil/shared/cbor/cbor'
import { decodeCbor } from '@counterfoil/shared/cbor/decode-cbor'
import { embed, encodeCbor } from '@counterfoil/shared/cbor/encode-cbor'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { toBase64Url } from '@counterfoil/shared/kernel/bytes'
import { parseDeviceResponse } from '@counterfoil/shared/mdoc/device-response'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import type { Verdict } from '@counterfoil/shared/verification/verdict'
import { ports } from '../../support/presentations.ts'
import { vectorsOf } from '../../support/vectors.ts'

// What ISO/IEC 18013-5 prints in annex D, and what wallets of others sent: judged by the whole pipeline at the time of each.

interface Vector {
  readonly at: string
  readonly doctype: string
  readonly claims: Readonly<Record<string, string>>
  /** What comes of it with its holder's binding: `accepted`, or a refusal. */
  readonly bound: string
  readonly presentation: string
  readonly client_id?: string
  readonly nonce?: string
  readonly response_uri?: string
  readonly thumbprint?: string
}

interface AnnexD extends Vector {
  readonly session_transcript: string
  readonly reader_key: string
}

const annexD = vectorsOf<AnnexD>('iso-18013-5')
const vectors: [string, Vector][] = [...annexD, ...vectorsOf<Vector>('mdoc-ts')]

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))
const inHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const mapIn = (value: Cbor): CborMap => {
  if (!isCborMap(value)) throw new TypeError('no map')
  return value
}

/** A namespace is called as its type; that of driving licences as the edition of its standard. */
const namespaceOf = (doctype: string): string => doctype.replace(/\.mDL$/, '')

/** As its issuer would be known: by the certificate in the mdoc itself, which each vector's own list trusts. */
function judge({ at, doctype, claims, ...vector }: Vector, presentation: string, isBound: boolean): Promise<Verdict> {
  const names = Object.keys(claims)
  return verifyPresentation(
    {
      presentation,
      query: { id: 'mdoc', format: 'mso_mdoc', meta: { doctype_value: doctype }, claims: names.map((name) => ({ path: [namespaceOf(doctype), name] })), require_cryptographic_holder_binding: isBound },
      policy: () => ({ trusted: { by: 'list', issuers: ['the issuer'] }, withoutStatus: true }),
      audience: vector.client_id ?? 'x509_san_dns:verifier.example',
      nonce: vector.nonce ?? 'a-nonce-of-this-request',
      handover: { kind: 'redirect', clientId: vector.client_id ?? 'x509_san_dns:verifier.example', responseUri: vector.response_uri ?? 'https://verifier.example/answers/1', thumbprint: vector.thumbprint === undefined ? null : toBase64Url(inHex(vector.thumbprint)) },
    },
    ports({
      now: epochSeconds(Date.parse(at) / 1000),
      issuerKey: ({ x5c: [leaf = ''] }) => ({ value: { did: 'the issuer', key: new X509Certificate(Buffer.from(leaf, 'base64')).publicKey, issuerNames: [] }, observedAt: epochSeconds(Date.parse(at) / 1000) }),
      verifyIssuer: verifyEs256,
    }),
  )
}

/** The same without what its device signed, every byte of the issuer's kept. */
function withoutDevice(presentation: string): string {
  const response = new Map(mapIn(decodeCbor(bytesOf(presentation))))
  const documents = response.get('documents')
  if (documents === undefined || !isCborList(documents)) throw new TypeError('no documents')
  const [document] = documents.map((one) => new Map(mapIn(one)))
  document?.delete('deviceSigned')
  return toBase64Url(encodeCbor(response.set('documents', [document ?? null])))
}

describe('an mdoc that others published', () => {
  it.each(vectors)('%s: is judged with its binding as it has to be', async (_name, vector) => {
    const verdict = await judge(vector, vector.presentation, true)
    expect(verdict.outcome === 'verified' ? 'accepted' : verdict.refusal).toBe(vector.bound)
  })

  it.each(vectors)('%s: tells what its issuer signed, at its time and no later', async (_name, vector) => {
    const issued = withoutDevice(vector.presentation)
    expect(await judge(vector, issued, false)).toMatchObject({ outcome: 'verified', claims: { [namespaceOf(vector.doctype)]: vector.claims } })
    expect(await judge({ ...vector, at: '2036-01-01T00:00:00Z' }, issued, false)).toMatchObject({ outcome: 'refused', refusal: 'credential_expired' })
    const altered = Buffer.from(bytesOf(issued))
    const value = altered.indexOf('elementValue') + 'elementValue'.length + 1
    altered.writeUInt8(altered.readUInt8(value) ^ 1, value)
    expect(await judge(vector, altered.toString('base64url'), false)).toMatchObject({ outcome: 'refused', refusal: 'malformed_credential' })
  })
})

describe('annex D', () => {
  it.each(annexD)('%s: has the MAC that its device made of the very bytes that we would write', (_name, { presentation, session_transcript: transcript, reader_key: readerKey }) => {
    const { security, device } = parseDeviceResponse(presentation)
    const { docType } = security
    if (device === null) throw new TypeError('no device')
    const embedded = decodeCbor(inHex(transcript))
    if (!(embedded instanceof Tagged) || !isBytes(embedded.value)) throw new TypeError('no transcript')
    const authentication = encodeCbor(embed(encodeCbor(['DeviceAuthentication', decodeCbor(embedded.value), docType, device.namespaces])))
    const reader = createECDH('prime256v1')
    reader.setPrivateKey(readerKey, 'hex')
    const shared = reader.computeSecret(Buffer.concat([Buffer.from([4]), bytesOf(security.deviceKey.x), bytesOf(security.deviceKey.y)]))
    const key = Buffer.from(hkdfSync('sha256', shared, hash('sha256', inHex(transcript), 'buffer'), 'EMacKey', 32))
    const [document] = mapIn(decodeCbor(bytesOf(presentation))).get('documents') as readonly CborMap[]
    const [guarded = null, , , tag] = mapIn(mapIn(document?.get('deviceSigned')).get('deviceAuth')).get('deviceMac') as readonly Cbor[]
    const mac = createHmac('sha256', key).update(encodeCbor(['MAC0', guarded, new Uint8Array(), authentication])).digest()
    expect(mac.equals(Buffer.from(tag as Uint8Array))).toBe(true)
  })
})
