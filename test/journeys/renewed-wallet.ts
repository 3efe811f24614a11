import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { createWalletServer } from '@counterfoil/wallet/server/serve'
import { root } from '../support/source-files.ts'

/** The wallet at an address of its own, where a newer version of it can be put in its place. */
export interface RenewedWallet {
  /** The same neighbourhood, with this wallet in it. */
  readonly around: Neighbourhood
  readonly origin: string
  /** The scripts that a page of this network may want at some time. */
  readonly scripts: readonly string[]
  /** Puts a newer version in the place of the one that is there: every file of it has another name, and what was there is gone. */
  deploy(): void
  close(): Promise<void>
}

/** Which version a page is of: how many were deployed before it. */
export const versionIn = (): string => document.querySelector('meta[name=version]')?.getAttribute('content') ?? '0'

export async function serveRenewedWallet(neighbourhood: Neighbourhood): Promise<RenewedWallet> {
  const { places } = neighbourhood
  const dist = mkdtempSync(join(tmpdir(), 'counterfoil-wallet-'))
  cpSync(join(root, 'wallet', 'dist'), dist, { recursive: true })
  const server = createWalletServer({ networkFile: places.networkFile, dist, port: 0, host: 'localhost' })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  let version = 0
  return {
    around: { ...neighbourhood, places: { ...places, urls: { ...places.urls, wallet: origin } } },
    origin,
    scripts: readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.js') && !/-worker-|^(?:list-trust|relayed-http)-/.test(name)),
    deploy: () => {
      version += 1
      renew(dist, version)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(dist, { recursive: true, force: true })
    },
  }
}

/** What another build would be to a browser: other names, and another list of what the service worker keeps. */
function renew(dist: string, version: number): void {
  const assets = readdirSync(join(dist, 'assets'))
  const names = assets.map((name) => [name, name.replace(/-([\w-])([\w-]{7})\.(js|css)$/, `-${version}$2.$3`)] as const)
  const renamed = (text: string): string => names.reduce((all, [before, after]) => all.replaceAll(before, after), text)
  for (const [before, after] of names) {
    writeFileSync(join(dist, 'assets', after), renamed(readFileSync(join(dist, 'assets', before), 'utf8')))
    if (before !== after) rmSync(join(dist, 'assets', before))
  }
  const page = readFileSync(join(dist, 'index.html'), 'utf8').replaceAll(/<meta name="version"[^>]*>/g, '')
  const renewed = renamed(page).replace('</title>', `</title><meta name="version" content="${version}">`)
  writeFileSync(join(dist, 'index.html'), renewed)
  const revision = createHash('md5').update(renewed).digest('hex')
  const worker = renamed(readFileSync(join(dist, 'sw.js'), 'utf8'))
  writeFileSync(join(dist, 'sw.js'), worker.replace(/(url:"index\.html",revision:")[0-9a-f]+/, `$1${revision}`))
}
