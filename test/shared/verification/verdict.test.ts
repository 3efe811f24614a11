import { describe, expect, it } from 'vitest'
import { refusalCatalogue, type RefusalCode } from '@counterfoil/shared/refusals/refusal-codes'
import { isFinalRefusal } from '@counterfoil/shared/verification/verdict'

const codes = Object.keys(refusalCatalogue) as RefusalCode[]

describe('a refusal', () => {
  it('ends a request only for what an authentic credential of its holder proves', () => {
    expect(codes.filter(isFinalRefusal)).toEqual(['issuer_not_trusted', 'credential_expired', 'credential_revoked', 'credential_suspended', 'credential_missing_data', 'subject_mismatch', 'representation_out_of_scope', 'representation_not_current'])
  })

  it.each(['malformed_credential', 'credential_invalid', 'holder_binding_missing', 'holder_binding_mismatch', 'issuer_mismatch', 'issuer_key_unknown', 'issuer_key_revoked', 'issuer_deactivated', 'type_mismatch'] as const)(
    'that anybody could provoke, as %s, leaves the request open to its holder',
    (code) => {
      expect(isFinalRefusal(code)).toBe(false)
    },
  )

  it.each(['ledger_unavailable', 'status_unavailable', 'temporarily_unavailable'] as const)('for a fact that cannot be had, as %s, is told as a matter of time', (code) => {
    expect(isFinalRefusal(code)).toBe(false)
    expect(refusalCatalogue[code].status).toBe(503)
  })
})
