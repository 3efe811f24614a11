import fc from 'fast-check'
import { encodeBytes32String, hexlify, toUtf8Bytes } from 'ethers'

/** One step of an identity's history. */
export type Step =
  | { readonly kind: 'block'; readonly after: number }
  | { readonly kind: 'owner'; readonly owner: number }
  | Publication
  /** Ends an earlier publication, whether it still stands or not. */
  | { readonly kind: 'revocation'; readonly of: number }
  /** Publishes what was published before once more. */
  | { readonly kind: 'renewal'; readonly of: number; readonly validity: number }

export type Publication =
  | { readonly kind: 'delegate'; readonly type: string; readonly delegate: number; readonly validity: number }
  | { readonly kind: 'attribute'; readonly name: string; readonly value: Uint8Array; readonly validity: number }

/** Where steps are written: an index chooses among a few owners and delegates. */
export interface HistoryWriter {
  mine(after: number): void | Promise<void>
  changeOwner(owner: number): void | Promise<void>
  publish(publication: Publication): void | Promise<void>
  revoke(publication: Publication): void | Promise<void>
}

/** Writes steps in their order. */
export async function writeHistory(writer: HistoryWriter, steps: readonly Step[]): Promise<void> {
  const published: Publication[] = []
  for (const one of steps) {
    const earlier = 'of' in one ? published[one.of % published.length] : undefined
    if (one.kind === 'block') await writer.mine(one.after)
    else if (one.kind === 'owner') await writer.changeOwner(one.owner)
    else if (one.kind === 'revocation') await (earlier === undefined ? undefined : writer.revoke(earlier))
    else if (one.kind === 'renewal') await (earlier === undefined ? undefined : writer.publish({ ...earlier, validity: one.validity }))
    else published.push(one)
    if (one.kind === 'attribute' || one.kind === 'delegate') await writer.publish(one)
  }
}

const bytes32 = (text: string): string => hexlify(Uint8Array.from([...toUtf8Bytes(text), ...new Uint8Array(32)]).subarray(0, 32))

const keyNames = [
  'did/pub/Secp256k1/veriKey', 'did/pub/Secp256k1/sigAuth/hex', 'did/pub/Ed25519/veriKey/base64', 'did/pub/Ed25519/sigAuth/base58', 'did/pub/X25519/enc/base64',
  'did/pub/X25519/enc/base58', 'did/pub/RSA/veriKey/pem', 'did/pub/JsonWebKey2020/veriKey', 'did/pub/JsonWebKey2020/sigAuth', 'did/pub/JsonWebKey2020/status', 'did/pub/Multikey', 'did/pub/Multikey/veriKey/own',
] // prettier-ignore
const oddNames = [
  'did/pub/', 'did/pub/a-b/veriKey', 'did/pub//veriKey', 'did/pub/A/veriKey/hex/more', 'did/pub/A/veriKey\0x', '\0did/pub/A', 'did/svc', 'did/svc/', 'did/svc/a b', 'DID/PUB/A', '', 'name',
] // prettier-ignore
const serviceNames = ['did/svc/HubService', 'did/svc/TestService/of/two', 'did/svc/AccreditedAuthority']
const values = [
  new Uint8Array(), new Uint8Array(5), Uint8Array.of(0, 0, 1, 2, 255), new Uint8Array(33).fill(3), new Uint8Array(65).fill(4), ...['https://hub.example', '{"a":[1,"é"],"__proto__":{"b":2}}', '"text"', '12', '\uFEFF{}', '-----BEGIN', '\0'].map((text) => toUtf8Bytes(text)),
] // prettier-ignore
const notText = Uint8Array.of(0xc3, 0x28, 0xff)

const name = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...keyNames) }, { weight: 2, arbitrary: fc.constantFrom(...serviceNames) }, { weight: 2, arbitrary: fc.constantFrom(...oddNames) }).map(bytes32)
const value = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.constant(notText) })
const type = fc.constantFrom('sigAuth', 'veriKey', 'veriKey', 'enc', '', 'other', 'a type of 31 characters in all..').map((text) => (text.length > 31 ? bytes32(text) : encodeBytes32String(text)))
const validity = fc.oneof(fc.constantFrom(0, 1, 86_400 * 365), fc.integer({ min: 2, max: 1000 }))
const choice = fc.nat({ max: 2 })

/** Random steps; the identity is given up for good now and then, blocks hold one step or several. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('block' as const), after: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constant(86_400)) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('owner' as const), owner: fc.oneof({ weight: 12, arbitrary: choice }, { weight: 1, arbitrary: fc.constant(3) }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delegate' as const), type, delegate: choice, validity }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('attribute' as const), name, value, validity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('revocation' as const), of: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renewal' as const), of: fc.nat({ max: 20 }), validity }) },
)
