import { Encoder, Tag } from 'cbor-x'
import { statusListUri } from '../../domain/authority.ts'
import type { ListForm } from '../../ports.ts'

// As CBOR has it and nothing of the library's own: maps of the shortest length, bytes without a tag.
const cbor = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false, variableMapSize: true })

/** Header parameters and claims by their numbers. @see RFC 9052, section 3.1; RFC 9360, section 2; RFC 9596; RFC 8392, section 3.1 */
const header = { alg: 1, kid: 4, typ: 16, x5chain: 33 } as const
const claim = { sub: 2, exp: 4, iat: 6, statusList: 65_533, ttl: 65_534 } as const
const es256 = -7
const coseSign1 = 18
const none = Buffer.alloc(0)

/** One certificate stands alone, several in a list. @see RFC 9360, section 2 */
const chainOf = (x5c: readonly string[]): Buffer | Buffer[] => {
  const certificates = x5c.map((one) => Buffer.from(one, 'base64'))
  const [first] = certificates
  return certificates.length === 1 && first !== undefined ? first : certificates
}

/** A Status List Token as CWT: a tagged COSE_Sign1. @see Token Status List, section 5.2 */
export const cwtList: ListForm = ({ authority, list, issuedAt, expiresAt, ttl }, { bits, zlib }, { kid, x5c = [] }) => {
  const guarded = cbor.encode(new Map<number, unknown>([[header.alg, es256], [header.typ, 'application/statuslist+cwt']]))
  const beside = new Map<number, unknown>([...(kid === undefined ? [] : [[header.kid, Buffer.from(kid)] as const]), ...(x5c.length === 0 ? [] : [[header.x5chain, chainOf(x5c)] as const])])
  const claims = cbor.encode(
    new Map<number, unknown>([
      [claim.sub, statusListUri(authority, { statusIssuer: authority.id, statusList: list })],
      [claim.exp, expiresAt],
      [claim.iat, issuedAt],
      [claim.statusList, new Map<string, unknown>([['bits', bits.bits], ['lst', Buffer.from(zlib())]])],
      [claim.ttl, ttl],
    ]),
  )
  return {
    toSign: cbor.encode(['Signature1', guarded, none, claims]),
    finish: (signature) => cbor.encode(new Tag([guarded, beside, claims, Buffer.from(signature, 'base64url')], coseSign1)),
  }
}
