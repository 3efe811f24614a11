import { join } from 'node:path'

export const serviceNames = ['sign-in', 'issuer', 'verifier', 'wallet', 'council-website', 'ledger', 'registrar'] as const
export type ServiceName = (typeof serviceNames)[number]

/** Ports and addresses: each service has one port, ten apart. */
export interface Places {
  readonly dataDir: string
  readonly ports: Readonly<Record<ServiceName, number>>
  readonly urls: Readonly<Record<ServiceName, string>>
  /** Where the fault wallet is reached, when a form team runs it. */
  readonly sandboxWalletUrl: string
  readonly networkFile: string
  readonly ledgerDir: string
  /** Of a network without a ledger: its signed list, and what is served beside it. */
  readonly listDir: string
  readonly authoritiesDir: string
  readonly issuerDir: string
  readonly verifierDir: string
  readonly signInDir: string
  readonly secretsDir: string
  readonly recordsDir: string
  readonly logsDir: string
}

/** Where the examples of forms listen that aren't started with everything: plain HTML, then React. */
export const exampleSites = ({ ports }: Places): readonly [string, string] => [`http://localhost:${ports.registrar + 10}`, `http://localhost:${ports.registrar + 20}`]

export function placesOf(dataDir: string, portBase: number): Places {
  const ports = Object.fromEntries(serviceNames.map((name, index) => [name, portBase + index * 10])) as Record<ServiceName, number>
  // Past the small examples, which are started by hand as well.
  const sandboxWalletUrl = `http://localhost:${portBase + (serviceNames.length + 2) * 10}`
  const urls = Object.fromEntries(serviceNames.map((name) => [name, `http://localhost:${ports[name]}`])) as Record<ServiceName, string>
  return {
    dataDir,
    ports,
    urls,
    sandboxWalletUrl,
    networkFile: join(dataDir, 'network.json'),
    ledgerDir: join(dataDir, 'ledger'),
    listDir: join(dataDir, 'list'),
    authoritiesDir: join(dataDir, 'authorities'),
    issuerDir: join(dataDir, 'issuer'),
    verifierDir: join(dataDir, 'verifier'),
    signInDir: join(dataDir, 'sign-in'),
    secretsDir: join(dataDir, 'secrets'),
    recordsDir: join(dataDir, 'records'),
    logsDir: join(dataDir, 'logs'),
  }
}
