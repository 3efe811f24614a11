import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { qrPath } from '@counterfoil/ui/qr'
import { Tagged, type Cbor } from '@counterfoil/shared/cbor/cbor'
import { decodeCbor } from '@counterfoil/shared/cbor/decode-cbor'
import { encodeCbor } from '@counterfoil/shared/cbor/encode-cbor'
import { fromBase45, toBase45 } from '@counterfoil/shared/kernel/base45'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { printToSign, readPrint, type PrintFacts } from '@counterfoil/shared/print/signed-print'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signature = (bytes: Uint8Array): string => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')

const facts: PrintFacts = {
  issuer: 'A',
  kid: '#delegate-1',
  vct: 'https://types.counterfoil.example/residency/1',
  reference: 'A23456789CDFGHJK',
  issuedAt: epochSeconds(1_790_000_000),
  expiresAt: epochSeconds(1_820_000_000),
  status: { idx: 1_048_575, uri: 'https://issuer.example.gov.uk/aldermoor/status-lists/1' },
  values: new Map<number, string>([[0, 'Gwenhwyfar Angharad'], [1, 'Featherstonehaugh'], [2, '1954-03-17'], [3, '2001-04-01'], [4, '123 Figment Lane'], [5, 'Flat 24'], [6, 'Aldermoor'], [7, 'ZZ1 4AP']]),
}
const printed = (changes: Partial<PrintFacts> = {}): string => {
  const { toSign, finish } = printToSign({ ...facts, ...changes })
  return finish(signature(toSign))
}
/** The same bytes after a change of what they say. */
const changed = (change: (parts: readonly Cbor[]) => Cbor): string => {
  const outer = decodeCbor(fromBase45(printed().slice(5, -1)) ?? new Uint8Array())
  if (!(outer instanceof Tagged)) throw new Error('a print is tagged')
  return `CFP1:${toBase45(encodeCbor(change(outer.value as readonly Cbor[])))}.`
}

describe('the QR code of a print', () => {
  it('says what was signed, and the signature is over it', () => {
    const { signed, ...read } = readPrint(printed()) ?? { signed: { input: new Uint8Array(), signature: '' } }
    expect(read).toEqual(facts)
    expect(verify('sha256', signed.input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signed.signature, 'base64url'))).toBe(true)
  })

  it('is of at most version 16 at level M for a long name and address', () => {
    // Four modules a version more than the 21 of version 1, and a quiet zone of four on each side.
    expect((qrPath(printed()).size - 8 - 17) / 4).toBeLessThanOrEqual(16)
  })

  it.each([
    ['nothing', ''],
    ['another code', 'https://wallet.example/offer?credential_offer_uri=x'],
    ['a credential', 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImRjK3NkLWp3dCJ9.e30.c2ln~'],
    ['one that was cut', printed().slice(0, -40)],
    ['one whose end was lost', printed().slice(0, -1)],
    ['one in lower case', printed().toLowerCase()],
    ['more than a QR code holds', `CFP1:${'0'.repeat(5000)}.`],
    ['no CBOR', 'CFP1:0000000.'],
    ['one without a tag', changed((parts) => parts)],
    ['one of another tag', changed((parts) => new Tagged(61, parts))],
    ['one of another type', changed(([, ...rest]) => new Tagged(18, [encodeCbor(new Map<number, Cbor>([[1, -7], [4, new Uint8Array(3)], [16, 'application/statuslist+cwt']])), ...rest]))],
    ['one of no type', changed(([, ...rest]) => new Tagged(18, [encodeCbor(new Map<number, Cbor>([[1, -7], [4, new Uint8Array(3)]])), ...rest]))],
    ['one of another algorithm', changed(([, ...rest]) => new Tagged(18, [encodeCbor(new Map<number, Cbor>([[1, -8], [4, new Uint8Array(3)], [16, 'counterfoil-print+cwt']])), ...rest]))],
    ['one that is detached', changed(([guarded, beside, , mark]) => new Tagged(18, [guarded, beside, null, mark]))],
    ['one that says nothing', changed(([guarded, beside, , mark]) => new Tagged(18, [guarded, beside, encodeCbor(new Map()), mark]))],
    ['one that says more than a value', changed(([guarded, beside, payload, mark]) => new Tagged(18, [guarded, beside, encodeCbor(new Map([...(decodeCbor(payload as Uint8Array) as Map<string | number, Cbor>), ['claims', new Map<number, Cbor>([[0, ['a', 'b']]])]])), mark]))],
  ])('is not taken from %s', (_, text) => {
    expect(readPrint(text)).toBeNull()
  })
})

describe('RFC 9285', () => {
  it.each([['AB', 'BB8'], ['Hello!!', '%69 VD92EX0'], ['base-45', 'UJCLQE7W581'], ['ietf!', 'QED8WEX0']])('section 4.3: %s is %s', (plain, encoded) => {
    expect(toBase45(Buffer.from(plain))).toBe(encoded)
    expect(Buffer.from(fromBase45(encoded) ?? []).toString()).toBe(plain)
  })

  it.each(['GGW', ':::', 'A', 'ab8', 'ZZ'])('section 4.2: %s stands for nothing', (text) => expect(fromBase45(text)).toBeNull())
})
