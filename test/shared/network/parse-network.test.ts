import { describe, expect, it } from 'vitest'
import { parseNetwork, parseWalletNetwork } from '@counterfoil/shared/network/parse-network'

const key = (name: string) => ({ kid: `did:ethr:0x1:0x2#${name}`, x5c: ['MIIB'] })
const authority = (changes: object = {}) => ({
  id: 'aldermoor',
  letter: 'A',
  name: { en: 'Aldermoor', cy: 'Aldermoor' },
  did: 'did:ethr:0x1:0x2',
  issuerUrl: 'https://issuer.example/aldermoor',
  verifierUrl: 'https://verifier.example/aldermoor',
  keys: { credential: key('1'), status: key('2'), request: key('3') },
  ...changes,
})
const network = (changes: object = {}) => ({
  ledger: { rpcUrl: 'http://ledger.example', chainId: 1, registry: '0x3', consortium: 'did:ethr:0x1:0x4' },
  typesUrl: 'https://issuer.example/types',
  trustAnchors: [],
  authorities: [authority(), authority({ id: 'brackenfield' })],
  ...changes,
})

const listNetwork = () => {
  const { ledger: _, ...facts } = network()
  return { ...facts, trust: { kind: 'signed-list', url: 'https://list.example/trust', consortium: 'did:web:list.example:consortium', founding: 'x'.repeat(43) } }
}

describe('a network file', () => {
  it('of a network without a ledger is taken, too, and wallets are told the same', () => {
    expect(parseNetwork(listNetwork())).toEqual(listNetwork())
    expect(parseWalletNetwork(listNetwork())).toEqual(listNetwork())
    expect(parseWalletNetwork(network())).toEqual(network())
    for (const unusable of [null, {}, { trust: { kind: 'signed-list' } }]) expect(parseWalletNetwork(unusable)).toBeNull()
  })

  it('is taken as it is when nothing is missing', () => {
    expect(parseNetwork(network())).toEqual(network())
  })

  it('may name the key that signs next', () => {
    const keys = { ...authority().keys, status: { ...key('2'), next: { ...key('4'), signsFrom: 1_764_000_000 } } }
    const changing = network({ authorities: [authority({ keys })] })
    expect(parseNetwork(changing)).toEqual(changing)
  })

  it.each([
    ['nothing', null, ['everything']],
    ['a list', [], ['everything']],
    ['an empty object', {}, ['ledger.everything', 'typesUrl', 'trustAnchors', 'authorities']],
    ['no ledger', network({ ledger: undefined }), ['ledger.everything']],
    ['a chain that is none', network({ ledger: { ...network().ledger, chainId: '1' } }), ['ledger.chainId']],
    ['trust in nothing that is known', { ...network(), trust: { kind: 'hearsay' } }, ['trust.kind']],
    ['a list without its founding', { ...listNetwork(), trust: { ...listNetwork().trust, founding: 'x' } }, ['trust.founding']],
    ['a list of an identity of the ledger', { ...listNetwork(), trust: { ...listNetwork().trust, consortium: 'did:ethr:0x1:0x4' } }, ['trust.consortium']],
    ['a list that is no address', { ...listNetwork(), trust: { ...listNetwork().trust, url: 'list' } }, ['trust.url']],
    ['a list and a ledger', { ...listNetwork(), ledger: network().ledger }, ['ledger (a signed list has none)']],
    ['a ledger by another scheme', network({ ledger: { ...network().ledger, rpcUrl: 'file:///etc/passwd' } }), ['ledger.rpcUrl']],
    ['nobody in it', network({ authorities: [] }), ['authorities']],
    ['somebody without keys', network({ authorities: [authority({ keys: {} })] }), ['authorities[0].keys']],
    ['a next key without its time', network({ authorities: [authority({ keys: { ...authority().keys, status: { ...key('2'), next: key('4') } } })] }), ['authorities[0].keys']],
    ['a next key without a name', network({ authorities: [authority({ keys: { ...authority().keys, status: { ...key('2'), next: { x5c: [], signsFrom: 1 } } } })] }), ['authorities[0].keys']],
    ['somebody without a Welsh name', network({ authorities: [authority({ name: { en: 'A' } })] }), ['authorities[0].name']],
    ['an id that is no part of an address', network({ authorities: [authority({ id: '../x' })] }), ['authorities[0].id']],
    ...['staff', 'collect', 'types'].map((id): [string, unknown, string[]] => [`an id that services use themselves, such as ${id}`, network({ authorities: [authority({ id })] }), ['authorities[0].id']]),
    ...['\u001B[2J', 'Alder\nmoor', 'Alder\u202Emoor', 'A'.repeat(201)].map((en): [string, unknown, string[]] => [`a name that a terminal would not show as it is: ${JSON.stringify(en).slice(0, 20)}`, network({ authorities: [authority({ name: { en, cy: 'Aldermoor' } })] }), ['authorities[0].name']]),
    ['two of one id', network({ authorities: [authority(), authority()] }), ['authorities (two of one id)']],
  ])('is refused with the names of what is wrong: %s', (_what, value, wrong) => {
    expect(parseNetwork(value)).toEqual({ wrong })
  })
})
