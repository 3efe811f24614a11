import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeRlp } from 'ethers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotMake, makeNodeKey, writeSharedFiles } from '@counterfoil/consortium-network/network-files'
import { qbftExtraData, qbftGenesis } from '@counterfoil/consortium-network/qbft-genesis'

const ids = ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'elmsworth']
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = (name: string): string => readFileSync(join(folder, name), 'utf8')
const make = (some = ids) => some.map((id, turn) => makeNodeKey(folder, { id, host: `172.28.0.${11 + turn}`, port: 30_303 }))

describe('extra data of a QBFT genesis', () => {
  it('is what Besu’s own documentation has for its four validators', () => {
    const documented = ['64a702e6263b7297a96638cac6ae65e6541f4169', '3923390ad55e90c237593b3b0e401f3b08a03185', 'aefdb9a738c9f433e5b6b212a6d62f6370c2f692', 'c7eeb9a4e00ce683cf93039b212648e01c6c6b78'].map((digits) => `0x${digits}`)
    const vector = `0xf87aa0${'00'.repeat(32)}f854${documented.map((one) => `94${one.slice(2)}`).join('')}c080c0`
    // There the first two stand the other way round; which order is no matter, so long as all nodes have the same.
    const [first = '', second = '', ...rest] = documented
    const ours = vector.replace(`94${first.slice(2)}94${second.slice(2)}`, `94${second.slice(2)}94${first.slice(2)}`)
    expect(qbftExtraData([first, second, ...rest])).toBe(ours)
  })

  it('holds every validator once, no vote, round 0 and no seal', () => {
    const validators = make().map(({ address }) => address)
    const [vanity, listed, votes, round, seals] = decodeRlp(qbftGenesis({ chainId: 1, validators }).extraData) as [string, string[], unknown[], string, unknown[]]
    expect(vanity).toBe(`0x${'00'.repeat(32)}`)
    expect(listed.toSorted()).toEqual(validators.toSorted())
    expect([votes, round, seals]).toEqual([[], '0x', []])
  })
})

describe('the key of a node', () => {
  it('is for its owner’s eyes only, and is not made anew', () => {
    const [node] = make(['aldermoor'])
    expect(statSync(join(folder, 'aldermoor', 'key')).mode & 0o777).toBe(0o600)
    expect(make(['aldermoor'])[0]).toEqual(node)
    expect(text('aldermoor.node.json')).not.toContain(text('aldermoor/key'))
  })

  it.each([
    ['a name for an address', { id: 'aldermoor', host: 'node.example', port: 30_303 }],
    ['no port', { id: 'aldermoor', host: '10.0.0.1', port: 0 }],
    ['an id of capitals', { id: 'Aldermoor', host: '10.0.0.1', port: 30_303 }],
  ])('is refused with %s', (_what, place) => {
    expect(() => makeNodeKey(folder, place)).toThrow(CannotMake)
  })
})

describe('what nodes share', () => {
  it('names all of them to each, and is the same when it is written again', () => {
    make()
    writeSharedFiles(folder, 730_511)
    const before = ['genesis.json', 'static-nodes.json', 'permissions.toml'].map(text)
    writeSharedFiles(folder, 730_511)
    expect(['genesis.json', 'static-nodes.json', 'permissions.toml'].map(text)).toEqual(before)
    expect(JSON.parse(text('static-nodes.json'))).toEqual(expect.arrayContaining([expect.stringMatching(/^enode:\/\/[0-9a-f]{128}@172\.28\.0\.15:30303$/)]))
    expect(text('permissions.toml').match(/"enode:\/\//g)).toHaveLength(5)
  })

  it('keeps the first block when a node joins later: another would be another ledger', () => {
    make()
    writeSharedFiles(folder, 730_511)
    const genesis = text('genesis.json')
    makeNodeKey(folder, { id: 'fernhollow', host: '172.28.0.16', port: 30_303 })
    expect(writeSharedFiles(folder, 730_511)).toHaveLength(6)
    expect(text('genesis.json')).toBe(genesis)
    expect(JSON.parse(text('static-nodes.json'))).toHaveLength(6)
  })

  it.each([
    ['fewer than four nodes', () => make(ids.slice(0, 3)), 'too few'],
    ['a file that was cut short', () => (make(), writeFileSync(join(folder, 'dunmere.node.json'), '{"id": "dun')), 'dunmere.node.json'],
    ['an address that isn’t its key’s', () => (make(), writeFileSync(join(folder, 'dunmere.node.json'), text('dunmere.node.json').replace(/"address": "0x../, '"address": "0xff'))), 'dunmere.node.json'],
    ['one key twice', () => (make(), writeFileSync(join(folder, 'dunmere.node.json'), text('elmsworth.node.json'))), 'same key'],
  ])('is not written with %s', (_what, spoil, words) => {
    spoil()
    expect(() => writeSharedFiles(folder, 730_511)).toThrow(words)
  })
})
