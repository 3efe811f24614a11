import { describe, expect, it } from 'vitest'
import { isSafeAddress } from '@counterfoil/issuer/safe-address'

describe('an address that secrets and records may travel to', () => {
  it.each(['https://oidc.account.gov.uk', 'http://localhost:4700', 'http://127.0.0.1:4700/people', 'http://[::1]:4700'])('may be %s', (address) => {
    expect(isSafeAddress(address)).toBe(true)
  })

  it.each(['http://sign-in.example', 'http://localhost.example', 'http://10.0.0.5', 'https://name:word@sign-in.example', 'https://sign-in.example#x', 'ftp://localhost', 'localhost:4700', ''])('is not %s', (address) => {
    expect(isSafeAddress(address)).toBe(false)
  })
})
