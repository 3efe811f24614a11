import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '@counterfoil/service-kit/outgoing/public-address'

describe('an address of the open network', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.8', '192.0.2.1',
    '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd00::2', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1',
    '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '100::1', '', 'localhost', '127.1', '0x7f.1', '1.2.3', 'fe80::1%eth0',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
