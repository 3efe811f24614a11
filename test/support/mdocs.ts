import { hash, type KeyObject } from 'node:crypto'
import { DeviceResponse, Document, MDoc, Verifier, parse } from '@auth0/mdl'
import { encode, Tag } from 'cbor2'

// CBOR by hand, so that no library of the issuer's has a part in it.
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x78, value.length]), Buffer.from(value)])
const [nothing, zero] = [0xf6, 0x00]
const array = (...members: readonly (Buffer | number)[]): Buffer => Buffer.concat([[0x80 + members.length], ...members].map((member) => Buffer.from(typeof member === 'number' ? [member] : member)))
const map = (...entries: readonly (readonly [string, Buffer | number])[]): Buffer =>
  Buffer.concat([Buffer.from([0xa0 + entries.length]), ...entries.flatMap(([name, value]) => [text(name), typeof value === 'number' ? Buffer.from([value]) : value])])
const embedded = (inner: Buffer): Buffer => Buffer.concat([Buffer.from([0xd8, 0x18, 0x58, inner.length]), inner])

/** Whatever binds an answer to one request: holder and verifier know it both. */
const transcript = embedded(array(nothing, nothing, array(text('the request'))))

/** What an issuer gives, as this library wants to be given it. */
const responseWith = (credential: string, docType: string): Buffer =>
  map(['version', text('1.0')], ['documents', array(map(['docType', text(docType)], ['issuerSigned', Buffer.from(credential, 'base64url')]))], ['status', zero])

/** An mdoc as a library that the issuer doesn't know reads it. */
export const readMdoc = (credential: string, docType: string): MDoc => parse(responseWith(credential, docType))

/** An mdoc as an issuer makes it that has nothing from us but this library. */
export async function issueOutside(elements: Record<string, string>, { docType, namespace, signer, holder }: { readonly docType: string; readonly namespace: string; readonly signer: { readonly pem: string; readonly privateKey: KeyObject }; readonly holder: KeyObject }): Promise<MDoc> {
  const { d: _private, ...deviceKey } = holder.export({ format: 'jwk' })
  const document = await new Document(docType)
    .addIssuerNameSpace(namespace, elements)
    .useDigestAlgorithm('SHA-256')
    .addValidityInfo({ signed: new Date(Date.now() - 60_000), validUntil: new Date(Date.now() + 3_600_000) })
    .addDeviceKeyInfo({ deviceKey: { ...deviceKey, alg: 'ES256' } })
    .sign({ issuerPrivateKey: { ...signer.privateKey.export({ format: 'jwk' }), alg: 'ES256' }, issuerCertificate: signer.pem, alg: 'ES256', kid: 'none' })
  return new MDoc([document])
}

/** Where an mdoc says that its status stands. @see Token Status List, section 6.3 */
export function statusOfMdoc(credential: string, docType: string): { readonly idx: number; readonly uri: string } {
  const status = new Map(Object.entries(readMdoc(credential, docType).documents[0]?.issuerSigned.issuerAuth.decodedPayload ?? {})).get('status') as unknown as ReadonlyMap<string, ReadonlyMap<string, unknown>>
  return Object.fromEntries(status.get('status_list') ?? []) as unknown as { idx: number; uri: string }
}

/** An answer to a verifier that asks for these elements, bound to it with the holder's key. */
export async function presentMdoc(credential: string | MDoc, { docType, namespace, elements, key, session = transcript }: { readonly docType: string; readonly namespace: string; readonly elements: readonly string[]; readonly key: KeyObject; readonly session?: Buffer }): Promise<Uint8Array> {
  const answer = await DeviceResponse.from(typeof credential === 'string' ? readMdoc(credential, docType) : credential)
    .usingPresentationDefinition({
      id: 'asked',
      input_descriptors: [{ id: docType, format: { mso_mdoc: { alg: ['ES256'] } }, constraints: { limit_disclosure: 'required', fields: elements.map((element) => ({ path: [`$['${namespace}']['${element}']`], intent_to_retain: false })) } }],
    })
    .usingSessionTranscriptBytes(session)
    .authenticateWithSignature({ ...key.export({ format: 'jwk' }), alg: 'ES256' }, 'ES256')
    .sign()
  return answer.encode()
}

/** What binds an mdoc to a request of OpenID4VP; `thumbprint` is that of the key that the answer is encrypted to, if it is. */
export type RequestOfMdoc = { readonly nonce: string; readonly thumbprint: string | null } & ({ readonly clientId: string; readonly responseUri: string } | { readonly origin: string })

/** The same for a request of OpenID4VP, in base64url. @see OpenID4VP 1.0, appendices B.2.6.1 and B.2.6.2 */
export async function presentIssuedMdoc(credential: string | MDoc, request: RequestOfMdoc, selected: { readonly docType: string; readonly namespace: string; readonly elements: readonly string[]; readonly key: KeyObject }): Promise<string> {
  const { nonce, thumbprint } = request
  const key = thumbprint === null ? null : new Uint8Array(Buffer.from(thumbprint, 'base64url'))
  const [name, told] = 'origin' in request ? ['OpenID4VPDCAPIHandover', [request.origin, nonce, key]] : ['OpenID4VPHandover', [request.clientId, nonce, key, request.responseUri]]
  const session = Buffer.from(encode(new Tag(24, encode([null, null, [name, new Uint8Array(hash('sha256', encode(told), 'buffer'))]]))))
  return Buffer.from(await presentMdoc(credential, { ...selected, session })).toString('base64url')
}

/** Judges an answer by all that ISO/IEC 18013-5 asks: certificates, signature, digests, dates, the holder's key. Rejects with what failed. */
export async function verifyMdoc(answer: Uint8Array, roots: readonly string[]): Promise<MDoc> {
  const failed: string[] = []
  const mdoc = await new Verifier([...roots]).verify(answer, {
    encodedSessionTranscript: transcript,
    onCheck: ({ status, check }) => {
      if (status === 'FAILED') failed.push(check)
    },
  })
  if (failed.length > 0) throw new Error(failed.join('; '))
  return mdoc
}
