import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCallable } from '@counterfoil/wallet/domain/callable-address'

const open = ['https://wallet.example', 'https://ledger.example']
const local = ['http://localhost:4730', 'http://127.0.0.1:4700']
const office = ['https://wallet.council.internal']

const nearby = [
  'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '127.0.0.1', '127.9.9.9', '0.0.0.0', '2130706433', '0x7f.1', '017700000001', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]',
] // prettier-ignore
const privates = [
  '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.1', '224.0.0.1', '255.255.255.255',
  '[fc00::1]', '[fd12::1]', '[fe80::1]', '[64:ff9b::7f00:1]', '[::ffff:10.0.0.1]', 'router', 'printer.local', 'db.internal', 'x.lan', 'x.home.arpa',
] // prettier-ignore
const publics = ['issuer.example', 'issuer.example:8443', '8.8.8.8', '172.32.0.1', '100.128.0.1', '[2a00:1450::1]', 'localhost.example', 'internal.example', 'xn--exmple-4uf.example'] // prettier-ignore

describe('a wallet in the open network', () => {
  it.each(publics)('may call https://%s, by https alone', (host) => {
    expect(isCallable(`https://${host}/a`, open)).toBe(true)
    expect(isCallable(`http://${host}/a`, open)).toBe(false)
  })

  it.each([...nearby, ...privates])('may not call %s', (host) => {
    for (const scheme of ['https', 'http']) expect(isCallable(`${scheme}://${host}/a`, open)).toBe(false)
  })

  it.each(['', 'a', '//issuer.example', 'file:///etc/passwd', 'data:text/html,x', 'blob:https://issuer.example/1', 'javascript:alert(1)', 'ws://issuer.example', 'https://a@issuer.example', 'https://a:b@issuer.example', 'https://'])('may not call %j', (address) => {
    expect(isCallable(address, open)).toBe(false)
  })

  it('may call no IPv4 address out of the special blocks, however it is written', () => {
    const writings = (address: number): string[] => [`${address}`, `0x${address.toString(16)}`, `0${address.toString(8)}`, [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')]
    const blocks: readonly (readonly [number, number])[] = [[0x0a000000, 24], [0x7f000000, 24], [0xa9fe0000, 16], [0xac100000, 20], [0xc0a80000, 16], [0x64400000, 22], [0xe0000000, 28]] // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom(...blocks), fc.nat(), ([start, bits], offset) => {
        for (const host of writings(start + (offset % 2 ** bits))) expect(isCallable(`https://${host}/`, open)).toBe(false)
      }),
    )
  })
})

describe('a wallet on this machine', () => {
  it.each(nearby)('may call %s', (host) => {
    expect(isCallable(`http://${host}/a`, local)).toBe(true)
  })

  it.each(privates)('may not call %s, which is somebody else', (host) => {
    for (const scheme of ['https', 'http']) expect(isCallable(`${scheme}://${host}/a`, local)).toBe(false)
  })

  it('calls the open network by https alone', () => {
    expect(isCallable('https://issuer.example/a', local)).toBe(true)
    expect(isCallable('http://issuer.example/a', local)).toBe(false)
  })
})

describe('a wallet in a council’s own network', () => {
  it('may call its neighbours by https, and not the machine it runs on', () => {
    expect(isCallable('https://issuer.council.internal/a', office)).toBe(true)
    expect(isCallable('https://10.1.2.3/a', office)).toBe(true)
    expect(isCallable('http://issuer.council.internal/a', office)).toBe(false)
    expect(isCallable('https://localhost/a', office)).toBe(false)
  })
})
