import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/source-files.ts'

const sources = ['packages', 'services', 'wallet', 'examples', 'neighbourhood'].flatMap((folder) =>
  filesBelow(folder, ['.ts', '.tsx']).filter((path) => path.includes('/src/')),
)

interface Import {
  readonly from: string
  readonly to: string
}

const importsOf = (path: string): Import[] =>
  [...textOf(path).matchAll(/^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm)].map(
    (match) => ({ from: path, to: match[1] ?? match[2] ?? match[3] ?? '' }),
  )

const all = sources.flatMap(importsOf)

/** The package a file belongs to, by its folder. */
const packageOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  return first === 'wallet' || first === 'neighbourhood' ? first : `${first}/${second}`
}

/** The package that a specifier names; null when it is not one of ours. */
const targetPackage = (imported: string): string | null => {
  const name = /^@counterfoil\/([a-z-]+)/.exec(imported)?.[1]
  if (name === undefined) return null
  if (name === 'wallet' || name === 'neighbourhood') return name
  if (name === 'issuer' || name === 'verifier' || name === 'registrar' || name === 'openid-provider') return `services/${name}`
  if (['council-website', 'fault-wallet', 'openid-form', 'plain-html', 'react', 'sign-in'].includes(name)) return `examples/${name}`
  return `packages/${name}`
}

const allowed: Record<string, readonly string[]> = {
  'packages/shared': [],
  'packages/ui': ['packages/shared'],
  'packages/embed': [],
  'packages/form-server': [],
  // Judges the services, and so shares nothing with them.
  'packages/invariants': [],
  'packages/service-kit': ['packages/shared'],
  'packages/consortium-network': [],
  'packages/dev-ledger': ['packages/shared'],
  'services/issuer': ['packages/shared', 'packages/service-kit', 'packages/ui'],
  'services/registrar': ['packages/shared', 'packages/service-kit'],
  // A form team's server like any other, to the verifier.
  'services/openid-provider': ['packages/shared', 'packages/service-kit', 'packages/ui', 'packages/form-server', 'packages/embed'],
  'services/verifier': ['packages/shared', 'packages/service-kit', 'packages/ui'],
  wallet: ['packages/shared', 'packages/ui'],
  'wallet/server': ['packages/shared', 'packages/service-kit'],
  'examples/council-website': ['packages/shared', 'packages/service-kit', 'packages/ui', 'packages/form-server', 'packages/embed'],
  // As any form team would: by what is for form teams alone.
  'examples/plain-html': ['packages/form-server', 'packages/embed'],
  // Knows OpenID Connect, and nothing of ours.
  'examples/openid-form': [],
  'examples/react': ['packages/form-server', 'packages/embed', 'examples/plain-html'],
  'examples/fault-wallet': ['packages/shared', 'packages/service-kit', 'packages/ui'],
  'examples/sign-in': ['packages/shared', 'packages/service-kit', 'packages/ui'],
  neighbourhood: ['packages/shared', 'packages/service-kit', 'packages/dev-ledger'],
}

const walletServer = 'wallet/src/server/'
/** What a file may import by. The wallet's server runs in Node, and everything else of that package in browsers. */
const rulesOf = (path: string): string => (path.startsWith(walletServer) ? 'wallet/server' : packageOf(path))

describe('imports between packages', () => {
  it('go only one way', () => {
    const wrong = all.filter(({ from, to }) => {
      const target = targetPackage(to)
      return target !== null && target !== packageOf(from) && !(allowed[rulesOf(from)] ?? []).includes(target)
    })
    expect(wrong).toEqual([])
  })

  it('never climb out of a package by a relative path', () => {
    const wrong = all.filter(
      ({ from, to }) => to.startsWith('.') && packageOf(posix.join(posix.dirname(from), to)) !== packageOf(from),
    )
    expect(wrong).toEqual([])
  })

  it('keep the wallet\'s server out of its page', () => {
    const wrong = all.filter(({ from, to }) => from.startsWith('wallet/src/') && !from.startsWith(walletServer) && to.startsWith('.') && posix.join(posix.dirname(from), to).startsWith(walletServer))
    expect(wrong).toEqual([])
  })

  it('keep the shared package free of input, output and frameworks', () => {
    const permitted = /^(\.|@noble\/hashes\/)/
    const wrong = all.filter(({ from, to }) => packageOf(from) === 'packages/shared' && !permitted.test(to))
    expect(wrong).toEqual([])
  })
})

const layers = ['main', 'assemble', 'adapters', 'http', 'pages', 'use-cases', 'ports', 'domain']
const inward: Record<string, readonly string[]> = {
  adapters: ['ports', 'domain', 'adapters', 'config'],
  http: ['use-cases', 'ports', 'domain', 'http', 'pages'],
  pages: ['domain', 'ports', 'use-cases', 'pages', 'words'],
  // Screens name the type of what `assemble` hands them.
  screens: ['use-cases', 'ports', 'domain', 'screens', 'components', 'words', 'assemble'],
  'use-cases': ['ports', 'domain', 'use-cases'],
  ports: ['domain', 'ports'],
  domain: ['domain'],
}

const layerOf = (path: string): string | null => {
  const match = /^(?:services\/[a-z-]+|wallet)\/src\/([a-z-]+)(?:\/|\.tsx?$)/.exec(path)
  return match?.[1] ?? null
}

describe('imports inside a service and the wallet', () => {
  it('go inward: adapters, http and pages > use cases > ports and domain', () => {
    const wrong = all.filter(({ from, to }) => {
      if (!to.startsWith('.')) return false
      const source = layerOf(from)
      const target = layerOf(posix.join(posix.dirname(from), to))
      if (source === null || target === null || source === target) return false
      const reachable = inward[source]
      return reachable !== undefined && [...layers, 'screens'].includes(target) && !reachable.includes(target)
    })
    expect(wrong).toEqual([])
  })

  it('keep HTTP, SQL and Veramo out of use cases and domain', () => {
    const wrong = all.filter(
      ({ from, to }) => /\/src\/(use-cases|domain)\//.test(from) && /^(fastify|typeorm|sqlite3|@veramo\/|ethers|idb)/.test(to),
    )
    expect(wrong).toEqual([])
  })

  it('name the Veramo agent in one file alone', () => {
    const naming = all.filter(({ to }) => to === '@veramo/core' || to === '@veramo/key-manager').map(({ from }) => from)
    expect([...new Set(naming)].filter((path) => !path.startsWith('packages/service-kit/src/keys/'))).toEqual([])
  })
})
