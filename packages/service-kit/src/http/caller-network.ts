import { isIPv6 } from 'node:net'

/**
 * What a caller is counted by: the address in IPv4; in IPv6 the /64, for every host has more addresses than can be counted.
 * An IPv4 address in the dress of IPv6 counts as itself. @see RFC 4291, sections 2.2 and 2.5.5.2
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.toLowerCase()
  const [withoutZone = ''] = address.split('%')
  const groups = groupsOf(new URL(`http://[${withoutZone}]`).hostname.slice(1, -1))
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') return groups.slice(6).flatMap(bytesOf).join('.')
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** The eight groups of an address in its canonical text. */
function groupsOf(text: string): string[] {
  const [before = '', after] = text.split('::')
  const [left, right] = [before, after ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = after === undefined ? 0 : 8 - (left?.length ?? 0) - (right?.length ?? 0)
  return [...(left ?? []), ...Array.from({ length: zeros }, () => '0'), ...(right ?? [])]
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 0xff]
}
