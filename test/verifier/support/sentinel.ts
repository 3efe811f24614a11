import { createServer, type AddressInfo, type Socket } from 'node:net'
import { certificate } from '../../support/certificates.ts'
import type { CredentialChanges } from './holder.ts'

/** A server that nobody has a reason to connect to, and that counts who does. */
export interface Sentinel {
  readonly port: number
  readonly connections: () => number
  close(): Promise<void>
}

export async function startSentinel(): Promise<Sentinel> {
  let connections = 0
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    connections += 1
    open.add(socket.on('error', () => undefined).once('close', () => open.delete(socket)))
    socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
  })
  // On every address of this machine, by either family.
  await new Promise<void>((resolve) => { server.listen(0, resolve) })
  const close = (): Promise<void> => new Promise((resolve) => {
    for (const socket of open) socket.destroy()
    server.close(() => resolve())
  })
  return { port: (server.address() as AddressInfo).port, connections: () => connections, close }
}

/** Addresses of a port of this machine: one that is let in by name, others that are not, and of schemes that aren't for fetching. */
export const addressesOf = (port: number): readonly string[] => [
  `http://localhost:${port}`, `https://localhost:${port}`, `http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`, `http://[::1]:${port}`, `http://2130706433:${port}`,
  `ftp://localhost:${port}/a`, `gopher://localhost:${port}/1`, `blob:http://localhost:${port}/a`, `file://localhost:${port}/a`, `data:application/json,{"at":"http://localhost:${port}"}`,
] // prettier-ignore

const didAt = (address: string): string => `did:web:${(URL.parse(address)?.host ?? '').replace(':', '%3A')}`
const subjectAltName = (uri: string) => {
  const name = Buffer.from(uri)
  return { oid: '0603551d11', critical: false, value: Buffer.concat([Buffer.from([0x30, name.length + 2, 0x86, name.length]), name]).toString('hex') }
}

/** Where a presentation can write an address for a careless verifier to follow. */
export const sinks: readonly (readonly [where: string, changesFor: (address: string) => CredentialChanges])[] = [
  ['the did:web of its key', (at) => ({ header: { kid: `${didAt(at)}#key-1`, x5c: undefined }, payload: { iss: didAt(at) } })],
  ['the did:web of its key, with a certificate of the network', (at) => ({ header: { kid: `${didAt(at)}#key-1` }, payload: { iss: didAt(at) } })],
  ['its issuer, for metadata', (at) => ({ header: { kid: 'key-1', x5c: undefined }, payload: { iss: at } })],
  ['its issuer, beside a key of the network', (at) => ({ payload: { iss: at } })],
  ['jku, x5u and jwks_uri', (at) => ({ header: { kid: 'key-1', x5c: undefined, jku: at, x5u: at, jwks_uri: at }, payload: { iss: at, jwks_uri: at } })],
  ['the identity that its certificate names', (at) => ({ header: { kid: undefined, x5c: [certificate('Stranger', [subjectAltName(didAt(at))]).x5c] }, payload: { iss: didAt(at) } })],
  ['its status list', (at) => ({ payload: { status: { status_list: { uri: at, idx: 7 } } } })],
  ['its type, for metadata', (at) => ({ payload: { 'vct': at, 'vct#integrity': 'sha256-AAAA', 'schema_uri': at } })],
]
