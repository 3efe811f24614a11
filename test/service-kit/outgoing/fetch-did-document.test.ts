import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { didDocumentFetcher } from '@counterfoil/service-kit/outgoing/fetch-did-document'
import { createFetchOutside, OutsideUnavailable, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { createWebResolver } from '@counterfoil/shared/did/did-web'
import { DidUnavailable, type DidResolver } from '@counterfoil/shared/did/did-resolver'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { fixedClock } from '@counterfoil/shared/kernel/clock'

let sentinel: Server
let knocks = 0
let port = 0
beforeAll(async () => {
  sentinel = createServer((socket) => {
    knocks += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => sentinel.listen(0, '::', resolve))
  port = (sentinel.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => sentinel.close(resolve)))

const resolverBy = (fetchOutside: FetchOutside): DidResolver =>
  createWebResolver({ fetchDocument: didDocumentFetcher(fetchOutside), clock: fixedClock(1_800_000_000), freshFor: seconds(60), staleFor: seconds(600) })
const did = 'did:web:council.example'

describe('the document of a did:web', () => {
  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine, in IPv6', '::1'],
    ['a neighbour', '10.0.0.1'],
    ['a metadata service', '169.254.169.254'],
  ])('SRF-05: is not fetched from %s, whatever name it has', async (_, address) => {
    const resolver = resolverBy(createFetchOutside({ privateHosts: [], lookUp: (_name, answer) => answer(null, [{ address, family: address.includes(':') ? 6 : 4 }]) }))
    await expect(resolver.resolve(`${did}%3A${port}`)).rejects.toThrow(DidUnavailable)
    await expect(resolver.resolve(`did:web:localhost%3A${port}`)).rejects.toThrow(DidUnavailable)
    expect(knocks).toBe(0)
  })

  it('is asked for by its media types, with limits of size and time', async () => {
    const asked: unknown[] = []
    const resolver = resolverBy(async (url, request) => {
      asked.push([url, request])
      return { status: 200, headers: { 'content-type': 'application/did+json; charset=utf-8' }, body: Buffer.from(JSON.stringify({ id: did })) }
    })
    expect((await resolver.resolve(did))?.value.document.id).toBe(did)
    expect(asked).toEqual([
      ['https://council.example/.well-known/did.json', { headers: { accept: 'application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8' }, mostBytes: 65_536, timeoutMs: 3000 }],
    ])
  })

  it.each(['redirect', 'too_large', 'too_slow', 'unreachable', 'encoded', 'address_refused'] as const)('SRF-03: cannot be told when what lies there is %s', async (fault) => {
    await expect(resolverBy(() => Promise.reject(new OutsideUnavailable(fault))).resolve(did)).rejects.toThrow(DidUnavailable)
  })
})
