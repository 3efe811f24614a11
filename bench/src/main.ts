import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { issueSdJwt } from '@counterfoil/shared/sd-jwt/issue-sd-jwt'
import { bindToHolder } from '@counterfoil/shared/sd-jwt/present-sd-jwt'
import { verifyPresentation } from '@counterfoil/shared/verification/verify-presentation'
import { decodeText } from '@counterfoil/service-kit/crypto/decode-text'
import { importP256, sha256Base64Url, signEs256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { measureHttp, offersNeeded } from './http/measure-http.ts'
import { startNetwork } from './http/start-network.ts'
import { operationsPerCpuSecond } from './measure.ts'
import { rawCrypto } from './raw-crypto.ts'
import { measureResolving } from './resolve.ts'
import { measureVeramo } from './veramo.ts'

// In process, a residency credential with ten disclosures: ratios of one run are what counts, never the figures themselves.

const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const holderJwk = holder.publicKey.export({ format: 'jwk' }) as unknown as P256PublicJwk
const now = epochSeconds(Math.floor(Date.now() / 1000))
const vct = 'https://types.example/residency/1'
const kid = 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001#delegate-1'
const names = ['given_name', 'family_name', 'birth_date', 'resident_since', 'line_1', 'line_2', 'post_town', 'postcode', 'uprn', 'ward']
const claims = Object.fromEntries(names.map((name) => [name, `value of ${name}`]))
const binding = { audience: 'decentralized_identifier:did:ethr:0x7a69:0x02', nonce: 'a-nonce-of-this-request', issuedAt: now }

const issue = (status: object = { status: { status_list: { uri: 'https://issuer.example/1', idx: 7 } } }): string =>
  issueSdJwt(
    {
      header: { alg: 'ES256', typ: 'dc+sd-jwt', kid },
      payload: { vct, iat: now, exp: now + 3600, cnf: { jwk: { ...holderJwk } }, ...status, ...claims },
      disclosable: Object.fromEntries(names.map((name) => [name, true as const])),
    },
    { sign: (input) => signEs256(issuer.privateKey, input), sha256: sha256Base64Url, salt: () => cryptoRandom.secret(16), encode: (text) => Buffer.from(text).toString('base64url') },
  )
const present = (credential: string): Promise<string> => bindToHolder(credential, binding, { sha256: sha256Base64Url, sign: (input) => signEs256(holder.privateKey, input) })
const presentation = await present(issue())
// The library would fetch a status list; ours has it decoded. It gets a credential without one.
const withoutStatus = await present(issue({}))

const judge = async (): Promise<void> => {
  const verdict = await verifyPresentation(
    { presentation, query: { id: 'residency', format: 'dc+sd-jwt', meta: { vct_values: [vct] }, claims: names.slice(0, 8).map((name) => ({ path: [name] })) }, audience: binding.audience, nonce: binding.nonce },
    {
      now,
      sha256: sha256Base64Url,
      decodeText,
      issuerKey: () => ({ did: 'did:ethr:0x7a69:0x01', key: issuer.publicKey, issuerNames: [] }),
      certifiesKey: () => true,
      verifyIssuer: verifyEs256,
      verifyHolder: (jwk, input, made) => verifyEs256(importP256(jwk), input, made),
      isAccredited: () => true,
      status: () => 0,
    },
  )
  if (verdict.outcome !== 'verified') throw new Error(verdict.refusal)
}

const by = (key: typeof issuer.publicKey) => async (text: string, made: string) => verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(made, 'base64url'))
const library = new SDJwtVcInstance({
  hasher: (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
  hashAlg: 'sha-256',
  verifier: by(issuer.publicKey),
  kbVerifier: by(holder.publicKey),
})

const say = (words: string): void => console.log(`  ${words} …`)
const rawRates: Record<string, number> = {}
for (const [name, measure] of Object.entries(rawCrypto)) rawRates[name] = await measure()
say('in process')
const inProcess = {
  verify: await operationsPerCpuSecond(judge),
  issue: await operationsPerCpuSecond(() => issue()),
  libraryVerify: await operationsPerCpuSecond(() => library.verify(withoutStatus, { keyBindingNonce: binding.nonce })),
}
const network = await startNetwork(offersNeeded, say)
try {
  say('Veramo, in process')
  const veramo = await measureVeramo(network)
  say('over HTTP')
  const http = await measureHttp(network)
  const raw = (start: string): number => Object.entries(rawRates).find(([name]) => name.startsWith(start))?.[1] ?? Number.NaN
  const rows: readonly Row[] = [
    ...Object.entries(rawRates).map(([name, rate]): Row => ({ name: `raw crypto: ${name}`, rate, ratios: {} })),
    { name: 'verify a presentation, in process', rate: inProcess.verify, ratios: { raw: inProcess.verify / raw('two verifies'), '@sd-jwt': inProcess.verify / inProcess.libraryVerify, Veramo: inProcess.verify / veramo.verify } },
    { name: 'issue an SD-JWT VC, in process', rate: inProcess.issue, ratios: { raw: inProcess.issue / raw('one sign: a cred'), Veramo: inProcess.issue / veramo.create } },
    { name: '@sd-jwt/sd-jwt-vc: verify with key binding', rate: inProcess.libraryVerify, ratios: { raw: inProcess.libraryVerify / raw('two verifies') } },
    { name: 'Veramo: verifyCredential (jwt_vc_json, its document at hand)', rate: veramo.verify, ratios: {} },
    { name: 'Veramo: createVerifiableCredential', rate: veramo.create, ratios: {} },
    {
      name: 'whole presentation over HTTP: four requests, encrypted, durable',
      rate: http.presentations,
      ratios: { 'raw signatures': http.presentations / raw('one sign, two'), 'raw, all keys': http.presentations / raw('the same'), '@sd-jwt': http.presentations / inProcess.libraryVerify, Veramo: http.presentations / veramo.verify },
    },
    {
      name: 'credential over HTTP: three requests, durable',
      rate: http.credentials,
      ratios: { raw: http.credentials / raw('one verify, one'), Veramo: http.credentials / veramo.create },
    },
  ]
  const resolving = await measureResolving()
  print(rows)
  console.log('\nResolving did:ethr, cold: milliseconds by number of changes')
  for (const { changes, cold, stock, coldRoundTrips } of resolving) console.log(`${String(changes).padStart(8)}  ours ${cold.toFixed(1)} in ${coldRoundTrips} round trips, stock ${stock.toFixed(1)}`)
  const folder = join(import.meta.dirname, '..', 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${new Date().toISOString().slice(0, 10)}.json`), `${JSON.stringify({ machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }, perCpuSecond: rows, resolving }, null, 2)}\n`)
} finally {
  await network.close()
}

interface Row {
  readonly name: string
  /** Operations for each second of CPU time. */
  readonly rate: number
  readonly ratios: Readonly<Record<string, number>>
}

function print(rows: readonly Row[]): void {
  console.log('\nOperations for each CPU second of the process that does them. Only ratios of one run count.\n')
  for (const { name, rate, ratios } of rows) {
    console.log(`${String(Math.round(rate)).padStart(8)}  ${name}${Object.entries(ratios).map(([to, ratio]) => `\n            ÷ ${to}: ${ratio.toFixed(2)}`).join('')}`)
  }
}
