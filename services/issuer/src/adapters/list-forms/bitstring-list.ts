import { gzipSync } from 'node:zlib'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import { readStatus, statusValue, type StatusBits, type StatusValue } from '@counterfoil/shared/status-list/status-bits'
import { w3cContext2 } from '@counterfoil/shared/vc/contexts'
import { bitstringListUri, type BitstringPurpose } from '../../domain/authority.ts'
import type { ListForm } from '../../ports.ts'
import { jwtToSign } from './jwt-to-sign.ts'

const values = { revocation: statusValue.revoked, suspension: statusValue.suspended } as const satisfies Record<BitstringPurpose, StatusValue>

/** One bit for each entry that has a value, the first entry the leftmost bit. @see Bitstring Status List 1.0, section 3.1 */
export function bitstringOf(list: StatusBits, value: StatusValue): Uint8Array {
  const perByte = 8 / list.bits
  const bits = new Uint8Array(Math.ceil((list.bytes.length * perByte) / 8))
  for (const [place, byte] of list.bytes.entries()) {
    // Nearly everything is valid.
    if (byte === 0) continue
    for (let index = place * perByte; index < (place + 1) * perByte; index += 1) {
      if (readStatus(list, index) === value) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
    }
  }
  return bits
}

/** A list of one purpose as a credential of the W3C data model 2.0. @see Bitstring Status List 1.0, section 2.2; Securing VCs with JOSE and COSE, section 3.1 */
export const bitstringList =
  (purpose: BitstringPurpose): ListForm =>
  ({ authority, list, issuedAt, expiresAt, ttl }, { bits }, key) => {
    const id = bitstringListUri(authority, { statusIssuer: authority.id, statusList: list }, purpose)
    return jwtToSign(
      { typ: 'vc+jwt', cty: 'vc', ...key },
      {
        '@context': [w3cContext2],
        id,
        type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        issuer: authority.did,
        validFrom: dateTimeOf(issuedAt),
        validUntil: dateTimeOf(expiresAt),
        credentialSubject: {
          id: `${id}#list`,
          type: 'BitstringStatusList',
          statusPurpose: purpose,
          encodedList: `u${gzipSync(bitstringOf(bits, values[purpose])).toString('base64url')}`,
          // Milliseconds.
          ttl: ttl * 1000,
        },
        iat: issuedAt,
        exp: expiresAt,
      },
    )
  }
