import { hash } from 'node:crypto'
import {
  DataItem,
  DeviceKey,
  DeviceKeyInfo,
  Header,
  IssuerAuth,
  IssuerNamespaces,
  IssuerSigned,
  IssuerSignedItem,
  MobileSecurityObject,
  ProtectedHeaders,
  SignatureAlgorithm,
  UnprotectedHeaders,
  ValidityInfo,
  ValueDigests,
  cborEncode,
} from '@owf/mdoc'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { StatusReference } from '../domain/status-claims.ts'
import type { Es256Signer } from '../ports.ts'

/** Elements of an mdoc, by their names, in their namespaces. */
export type MdocElements = ReadonlyMap<string, ReadonlyMap<string, unknown>>

export interface MdocToSign {
  readonly docType: string
  readonly elements: MdocElements
  /** The key that the wallet has proven. */
  readonly holder: P256PublicJwk
  readonly validity: { readonly from: Date; readonly until: Date; /** From when on the wallet may ask for it anew. */ readonly update: Date | null }
  readonly status: StatusReference
}

interface MdocTools extends Pick<Es256Signer<'credential'>, 'sign' | 'x5c'> {
  readonly random: Random
}

const saltBytes = 32
const digestAlgorithm = 'SHA-256'

/**
 * An mdoc as its issuer signs it, in base64url: every element in an item of its own with a salt, digests of them all in a
 * Mobile Security Object, signed by the key that the certificates in `x5chain` speak for. The library never sees that key.
 * @see ISO/IEC 18013-5, section 9.1.2; OpenID4VCI 1.0, appendix A.2
 */
export async function signMsoMdoc(mdoc: MdocToSign, { sign, x5c, random }: MdocTools): Promise<string> {
  const items = new Map([...mdoc.elements].map(([namespace, elements]) => [namespace, itemsOf(elements, random)]))
  const certificates = x5c.map((certificate) => new Uint8Array(Buffer.from(certificate, 'base64')))
  const [leaf, ...above] = certificates
  if (leaf === undefined) throw new Error('An mdoc needs the certificate of its document signer.')
  const publicKey = DeviceKey.fromJwk({ ...mdoc.holder })
  const issuerAuth = await IssuerAuth.create(
    {
      payload: securityObject(mdoc, items, publicKey),
      protectedHeaders: ProtectedHeaders.create({ protectedHeaders: new Map([[Header.Algorithm, SignatureAlgorithm.ES256]]) }),
      unprotectedHeaders: UnprotectedHeaders.create({ unprotectedHeaders: new Map([[Header.X5Chain, above.length === 0 ? leaf : certificates]]) }),
      algorithm: SignatureAlgorithm.ES256,
      // What the library asks for, and only hands on to the signer below, which has a key of its own.
      signingKey: publicKey,
    },
    {
      cose: {
        sign1: { sign: async ({ toBeSigned }) => new Uint8Array(Buffer.from(await sign(toBeSigned), 'base64url')), verify: notNeeded },
        mac0: { sign: notNeeded, verify: notNeeded },
      },
    },
  )
  return IssuerSigned.create({ issuerNamespaces: IssuerNamespaces.create({ issuerNamespaces: items }), issuerAuth }).encodedForOid4Vci
}

const notNeeded = (): never => {
  throw new Error('Issuing an mdoc takes one signature and nothing else.')
}

/** Ids are dealt at random: in order they would tell which elements a holder left out. @see ISO/IEC 18013-5, section 9.1.2.5 */
function itemsOf(elements: ReadonlyMap<string, unknown>, random: Random): IssuerSignedItem[] {
  const dealt = [...elements].map((element) => ({ element, lot: random.secret(saltBytes) })).toSorted((one, other) => (one.lot < other.lot ? -1 : 1))
  const items = dealt.map(({ element: [elementIdentifier, elementValue] }, digestId) => IssuerSignedItem.fromOptions({ digestId, random: new Uint8Array(random.bytes(saltBytes)), elementIdentifier, elementValue }))
  const order = [...elements.keys()]
  return items.toSorted((one, other) => order.indexOf(one.elementIdentifier) - order.indexOf(other.elementIdentifier))
}

/** With the status claim, which the library doesn't know yet. @see Token Status List, section 6.3 */
function securityObject({ docType, validity, status }: MdocToSign, items: ReadonlyMap<string, readonly IssuerSignedItem[]>, deviceKey: DeviceKey): Uint8Array {
  const digestsOf = (signed: readonly IssuerSignedItem[]): Map<number, Uint8Array> =>
    new Map(signed.map((item) => [item.digestId, new Uint8Array(hash('sha256', item.encode({ asDataItem: true }), 'buffer'))]))
  const { encodedStructure } = MobileSecurityObject.create({
    docType,
    digestAlgorithm,
    valueDigests: ValueDigests.create({ digests: new Map([...items].map(([namespace, signed]) => [namespace, digestsOf(signed)])) }),
    deviceKeyInfo: DeviceKeyInfo.create({ deviceKey }),
    validityInfo: ValidityInfo.create({ signed: validity.from, validFrom: validity.from, validUntil: validity.until, ...(validity.update === null ? {} : { expectedUpdate: validity.update }) }),
  })
  const whole = new Map<unknown, unknown>(encodedStructure)
  whole.set('status', new Map([['status_list', new Map<string, unknown>(Object.entries(status))]]))
  return cborEncode(DataItem.fromData(whole))
}
