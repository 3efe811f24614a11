type Nearness = 'this machine' | 'private network' | 'open network'

const privateNames = /(^|\.)(local|internal|lan|home\.arpa|corp|home)$/

function nearnessOfIpv4(address: string): Nearness {
  const [first = 0, second = 0] = address.split('.').map(Number)
  if (first === 127 || first === 0) return 'this machine'
  const isPrivate =
    first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && (second === 168 || second === 0)) || (first === 169 && second === 254) || (first === 100 && second >= 64 && second < 128) || first >= 224
  return isPrivate ? 'private network' : 'open network'
}

function nearnessOfIpv6(address: string): Nearness {
  if (address === '::1' || address === '::') return 'this machine'
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address)
  if (mapped !== null) {
    const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)]
    return nearnessOfIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'))
  }
  // All that is given out for the open network begins with 2 or 3. @see IANA IPv6 Global Unicast Address Assignments
  return /^[23][0-9a-f]{3}:/.test(address) ? 'open network' : 'private network'
}

// The URL parser has written every spelling of an IPv4 address (hexadecimal, one number, with a final dot) in the usual form.
function nearnessOf({ hostname }: URL): Nearness {
  if (hostname.startsWith('[')) return nearnessOfIpv6(hostname.slice(1, -1))
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return nearnessOfIpv4(hostname)
  const name = hostname.replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return 'this machine'
  return !name.includes('.') || privateNames.test(name) ? 'private network' : 'open network'
}

/**
 * Whether a wallet whose own network has these addresses may call another one: https in the open network; this machine or
 * a private network only when its own network is there, and http only where its own network has it too. A name that
 * resolves to a private address can't be seen from a browser, which has its own rule for that.
 * @see Private Network Access
 */
export function isCallable(address: string, ownNetwork: readonly string[]): boolean {
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return false
  const nearness = nearnessOf(url)
  if (nearness === 'open network') return url.protocol === 'https:'
  const neighbours = ownNetwork.flatMap((own) => URL.parse(own) ?? []).filter((own) => nearnessOf(own) === nearness)
  return neighbours.some((own) => url.protocol === 'https:' || (url.protocol === 'http:' && own.protocol === 'http:'))
}

/** Whether a picture lies with an issuer itself: anybody else would learn from its address that an offer was opened. */
export const isIssuersOwn = (address: unknown, issuer: string): address is string => typeof address === 'string' && URL.parse(address)?.origin === new URL(issuer).origin
