import { BlockList, isIP } from 'node:net'

/** IPv4 blocks that lead to this machine, to its neighbours or nowhere. @see IANA IPv4 Special-Purpose Address Registry */
const specialIpv4 = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const // prettier-ignore

/** Blocks inside 2000::/3 that are not the open network, or that carry an IPv4 address. @see IANA IPv6 Special-Purpose Address Registry */
const specialIpv6 = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const

const special = new BlockList()
for (const [block, length] of specialIpv4) special.addSubnet(block, length, 'ipv4')
for (const [block, length] of specialIpv6) special.addSubnet(block, length, 'ipv6')
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address belongs to the open network: not loopback, not private, not link-local, not mapped. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !special.check(address, 'ipv4')
  return version === 6 && global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}
