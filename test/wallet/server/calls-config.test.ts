import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCallsConfig } from '@counterfoil/wallet/server/calls-config'
import { authority, certificate, noAuthority, signsCertificates, signsData, type TestCertificate } from '../../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterfoil-calls-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const root = certificate('Root', [authority(), signsCertificates])
const middle = certificate('Middle', [authority(0), signsCertificates], root)
const leaf = certificate('Provider', [noAuthority, signsData], middle)
const pemOf = ({ privateKey }: Pick<TestCertificate, 'privateKey'>): string => String(privateKey.export({ format: 'pem', type: 'pkcs8' }))

function read(key: string, chain: readonly TestCertificate[], changes: Readonly<Record<string, string>> = {}) {
  const files = { key: join(folder, 'key.pem'), chain: join(folder, 'chain.pem') }
  writeFileSync(files.key, key)
  writeFileSync(files.chain, chain.map(({ pem }) => pem).join('\n'))
  return readCallsConfig({ WALLET_URL: 'https://wallet.example', PROVIDER_KEY_FILE: files.key, PROVIDER_CHAIN_FILE: files.chain, ...changes })
}

describe('the provider\'s configuration', () => {
  it('is a key with its certificates, the key\'s own first', () => {
    expect(read(pemOf(leaf), [leaf, middle])).toMatchObject({ walletUrl: 'https://wallet.example', callsPerMinute: 60, provider: { x5c: [leaf.x5c, middle.x5c] } })
  })

  it('is none where nothing is said', () => {
    expect(readCallsConfig({ WALLET_URL: 'https://wallet.example', PROVIDER_KEY_FILE: '' })).toBeNull()
    expect(readCallsConfig({ WALLET_URL: 'https://wallet.example', RELAY: 'off' })).toBeNull()
  })

  it('goes without a relay, and a relay without it', () => {
    expect(read(pemOf(leaf), [leaf])).toMatchObject({ relays: false })
    expect(readCallsConfig({ WALLET_URL: 'https://wallet.example', RELAY: 'on' })).toMatchObject({ relays: true, provider: null })
    expect(() => readCallsConfig({ RELAY: 'on' })).toThrow(/WALLET_URL must be given/)
    expect(() => readCallsConfig({ WALLET_URL: 'https://wallet.example', RELAY: 'yes' })).toThrow(/RELAY: must be one of off, on/)
  })

  it.each([
    ['no chain', () => read(pemOf(leaf), [leaf], { PROVIDER_CHAIN_FILE: '' }), /go together/],
    ['no address of the wallet', () => read(pemOf(leaf), [leaf], { WALLET_URL: '' }), /WALLET_URL must be given/],
    ['an address with a slash at its end', () => read(pemOf(leaf), [leaf], { WALLET_URL: 'https://wallet.example/' }), /WALLET_URL: must be an http/],
    ['something else than a key', () => read('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', [leaf]), /must hold a private P-256 key/],
    ['a key of another curve', () => read(pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })), [leaf]), /must hold a private P-256 key/],
    ['another key than the certificate\'s', () => read(pemOf(middle), [leaf]), /not for the key/],
    ['a certificate of an authority', () => read(pemOf(middle), [middle]), /one of an authority/],
    ['certificates that don\'t follow', () => read(pemOf(leaf), [leaf, certificate('Middle', [authority(0), signsCertificates], root)]), /each certify the one before/],
    ['the anchor', () => read(pemOf(leaf), [leaf, middle, root]), /leave out the anchor/],
    ['a certificate that has ended', () => read(pemOf(old), [old]), /has ended/],
    ['a file that isn\'t there', () => read(pemOf(leaf), [leaf], { PROVIDER_KEY_FILE: join(folder, 'none') }), /can't be read/],
  ])('is refused with %s', (_what, act, message) => {
    expect(act).toThrow(message)
  })
})

const old = certificate('Old', [noAuthority, signsData], root, { now: 1_600_000_000 })
