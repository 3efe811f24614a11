import { describe, expect, it } from 'vitest'
import { custodiesIn } from '@counterfoil/service-kit/config/key-holders'

const envelopes = (from: object) => ({ kind: 'envelope', current: from, former: [] })

describe('where others keep their keys', () => {
  it('is in envelopes of the data folder, unless it is said', () => {
    const custodyOf = custodiesIn('data', {})
    for (const holder of ['authorities', 'issuer', 'verifier'] as const) expect(custodyOf(holder)).toEqual(envelopes({ from: 'file', file: `data/secrets/${holder}-kek` }))
  })

  it('is said of each under its name', () => {
    const custodyOf = custodiesIn('data', { ISSUER_KEY_CUSTODY: 'pkcs11', ISSUER_PKCS11_LIBRARY: 'hsm.so', ISSUER_PKCS11_TOKEN: 'issuer', ISSUER_PKCS11_PIN_FILE: 'pin', VERIFIER_KEY_ENCRYPTION_KEY: 'in the environment', KEY_CUSTODY: 'aws-kms' })
    expect(custodyOf('issuer')).toEqual({ kind: 'pkcs11', token: { library: 'hsm.so', token: 'issuer', pinFile: 'pin', sessions: 4 } })
    expect(custodyOf('verifier')).toEqual(envelopes({ from: 'environment', variable: 'VERIFIER_KEY_ENCRYPTION_KEY' }))
    expect(custodyOf('authorities')).toEqual(envelopes({ from: 'file', file: 'data/secrets/authorities-kek' }))
  })

  it('is told by the names that were set when it makes no sense', () => {
    const custodyOf = custodiesIn('data', { ISSUER_KEY_CUSTODY: 'pkcs11', VERIFIER_KEY_CUSTODY: 'paper' })
    expect(() => custodyOf('issuer')).toThrow('ISSUER_PKCS11_LIBRARY: is missing')
    expect(() => custodyOf('verifier')).toThrow('VERIFIER_KEY_CUSTODY: must be one of envelope, pkcs11, aws-kms')
  })
})
