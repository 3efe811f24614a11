import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audience, familyName, givenName, issuerDid, issuerKeys, nonce, now, present, publicJwk, query, strangerKeys, vct } from '../support/presentations.ts'
import { root, textOf } from '../support/source-files.ts'
import { answerWell, fetchRequest, sampleClaims } from '../verifier/support/holder.ts'
import { returnOrigin, startVerifierWorld, walletUrl, type VerifierTestWorld } from '../verifier/support/world.ts'

// Somebody outside this repository: an empty folder, the tarballs, and programs that know nothing else of ours.
const node = join(root, 'node_modules/.bin/node')
const pnpm = 'pnpm@12.21.0'
const folder = mkdtempSync(join(tmpdir(), 'counterfoil-consumer-'))
// Where the verifier's readme has them.
const tarballs = join(folder, 'counterfoil')
const programs = join(import.meta.dirname, 'consumer')
const run = (command: string, args: readonly string[], cwd: string): string => execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 })
const tarballOf = (name: string): string => `file:./counterfoil/counterfoil-${name}-0.1.0.tgz`
const manifestOf = (name: string): string => run('tar', ['xzOf', `${tarballs}/${name}`, 'package/package.json'], folder)

/** The settings that the verifier's readme gives; the database driver was compiled in this repository, and isn't once more. */
function settings(): string {
  const [, told = ''] = /^```yaml\n(.*?)^```/ms.exec(textOf('services/verifier/README.md')) ?? []
  const unbuilt = ['sqlite3', 'cbor-extract', '"@scarf/scarf"', 'esbuild'].map((name) => `  ${name}: false\n`).join('')
  expect(told).toContain('  sqlite3: true\n')
  return told.replace('  sqlite3: true\n', unbuilt)
}

/** What a form team writes to install them. */
function install(): void {
  const named = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [`@counterfoil/${name}`, tarballOf(name)]))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'form-team', private: true, type: 'module', dependencies: { ...named(['embed', 'form-server', 'shared', 'verifier']), fastify: '5.12.8' }, devDependencies: { '@types/node': '24.10.1' } }))
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), settings())
  run('npx', ['-y', pnpm, 'install', '--prefer-offline', '--no-optional', '--reporter=silent'], folder)
  const compiled = join(createRequire(join(root, 'packages/service-kit/package.json')).resolve('sqlite3/package.json'), '..', 'build')
  symlinkSync(realpathSync(compiled), join(folder, 'node_modules/.pnpm/sqlite3@6.0.1/node_modules/sqlite3/build'))
}

const vector = (presentation: string): object => ({ presentation, query: query(), audience, nonce, now, issuer: { did: issuerDid, jwk: publicJwk(issuerKeys.publicKey) }, accredited: vct })

let world: VerifierTestWorld
beforeAll(async () => {
  run(node, ['scripts/pack.mjs', tarballs], root)
  install()
  for (const name of ['program.mjs', 'types.ts']) cpSync(join(programs, name), join(folder, name))
  world = await startVerifierWorld()
  // The installed one takes its place.
  await world.stop()
})
afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the packages that others can install', () => {
  it('hold JavaScript, types, readme and licence, and nothing of this repository', () => {
    const packed = readdirSync(tarballs)
    expect(packed).toEqual(['embed', 'form-server', 'service-kit', 'shared', 'ui', 'verifier'].map((name) => `counterfoil-${name}-0.1.0.tgz`))
    for (const name of packed) {
      const files = run('tar', ['tzf', `${tarballs}/${name}`], folder).trim().split('\n')
      expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']))
      expect(files.filter((file) => /\.(ts|mts)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([])
      const scripts = files.filter((file) => file.startsWith('package/lib/') && file.endsWith('.js'))
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(files).toContain(script.replace(/\.js$/, '.d.ts'))
      expect(manifestOf(name)).not.toMatch(/workspace:|\/src\/|"private"/)
    }
  })

  it('come from their tarballs, and can’t be published for everybody by mistake', () => {
    expect(readFileSync(join(folder, 'pnpm-lock.yaml'), 'utf8').match(/^ {2}'@counterfoil\/[a-z-]+@(?!file:).*$/gm)).toBeNull()
    for (const at of ['packages/embed', 'packages/form-server', 'packages/service-kit', 'packages/shared', 'packages/ui', 'services/verifier']) {
      expect(JSON.parse(textOf(`${at}/package.json`))).toMatchObject({ publishConfig: { access: 'restricted' } })
    }
  })

  it('serve a program in JavaScript: a verifier within its server, a request and its result, the pipeline, the element', async () => {
    const vectors = join(folder, 'vectors.json')
    writeFileSync(vectors, JSON.stringify([vector(present()), vector(present({ issuerKey: strangerKeys.privateKey })), vector(present({ shown: [givenName, familyName, givenName] }))]))
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const child = spawn(node, ['program.mjs'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        VECTORS_FILE: vectors,
        API_KEY: world.apiKey('brackenfield'),
        VERIFIER_URL: world.verifierUrl,
        WALLET_URL: walletUrl,
        NETWORK_FILE: file('network.json', JSON.stringify(world.net.network)),
        DATA_DIR: world.net.verifierDir,
        KEY_ENCRYPTION_KEY_FILE: world.net.keyEncryptionKeyFile,
        SERVICE_SECRET_FILE: file('secret', world.config.serviceSecret),
        API_KEYS_FILE: file('api-keys.json', JSON.stringify(world.config.apiKeyDigests)),
        RETURN_ORIGINS: returnOrigin,
        PRIVATE_HOSTS: 'localhost',
        PORT: String(world.config.port),
        HOST: 'localhost',
        OVERLOAD_DELAY_MS: '0',
      },
    })
    const told: object[] = []
    const other: string[] = []
    for await (const line of createInterface(child.stderr)) {
      if (!line.startsWith('{')) other.push(line)
      else {
        const said = JSON.parse(line) as { asked?: string }
        if (said.asked === undefined) told.push(said)
        else child.stdin.write(`${await answerTo(said.asked)}\n`)
      }
    }
    expect({ told, other }).toEqual({
      told: [
        { judged: [{ outcome: 'verified', claims: { given_name: 'Ann', family_name: 'Lee' }, passed: 11 }, { outcome: 'refused', refusal: 'credential_invalid' }, { outcome: 'refused', refusal: 'malformed_credential' }] },
        { element: ['counterfoil-prefill.js', true] },
        { filled: sampleClaims.given_name, told: ['verified', 'changed'], status: 'collected' },
        { again: 'gone' },
      ],
      other: [],
    })
  })

  it('compile in a program in TypeScript, and tell it what is wrong', () => {
    const options = { strict: true, module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], types: ['node'], noEmit: true, skipLibCheck: false }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['types.ts'] }))
    const { stdout } = spawnSync(node, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder, encoding: 'utf8' })
    // The libraries for keys in hardware are optional, and weren't installed.
    expect(stdout.split('\n').filter((line) => line !== '' && !/Cannot find module '(@aws-sdk\/client-kms|pkcs11js)'/.test(line))).toEqual([])
  })
})

/** The citizen's wallet answers, and shows a number. */
async function answerTo(link: string): Promise<string> {
  const request = await fetchRequest({ request_uri: new URL(link).searchParams.get('request_uri') ?? '' })
  const { counterfoil_number: number } = (await (await answerWell(world, request)).json()) as { counterfoil_number: string }
  return number
}
