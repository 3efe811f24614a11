import { join } from 'node:path'

/** How far from the first each service has its port; ten apart, or halfway between where examples stand that are started by hand. */
const offsets = { 'sign-in': 0, issuer: 10, verifier: 20, wallet: 30, 'council-website': 40, ledger: 50, registrar: 60, 'openid-provider': 65 } as const
export type ServiceName = keyof typeof offsets

/** Ports and addresses of everything. */
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
  readonly openidProviderDir: string
  readonly secretsDir: string
  readonly recordsDir: string
  readonly logsDir: string
}

/** Where the examples of forms listen that aren't started with everything: plain HTML, then React. */
export const exampleSites = ({ ports }: Places): readonly [string, string] => [`http://localhost:${ports.registrar + 10}`, `http://localhost:${ports.registrar + 20}`]

/** Where the example of a form listens that only knows OpenID Connect. */
export const openidFormSite = ({ ports }: Places): string => `http://localhost:${ports.registrar + 15}`

export function placesOf(dataDir: string, portBase: number): Places {
  const each = <Value>(of: (offset: number) => Value): Record<ServiceName, Value> => Object.fromEntries(Object.entries(offsets).map(([name, offset]) => [name, of(offset)])) as Record<ServiceName, Value>
  const at = (offset: number): string => `http://localhost:${portBase + offset}`
  const ports = each((offset) => portBase + offset)
  // Past the small examples, which are started by hand as well.
  const sandboxWalletUrl = at(90)
  const urls = each(at)
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
    openidProviderDir: join(dataDir, 'openid-provider'),
    secretsDir: join(dataDir, 'secrets'),
    recordsDir: join(dataDir, 'records'),
    logsDir: join(dataDir, 'logs'),
  }
}
