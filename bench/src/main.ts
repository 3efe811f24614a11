import { startFloor } from './floor/http/start-floor.ts'
import { measureHttp, offersNeeded, servicesOf, type HttpRates } from './http/measure-http.ts'
import { startNetwork } from './http/start-network.ts'
import { measureInProcess } from './in-process.ts'
import { rawCrypto } from './raw-crypto.ts'
import { keepResults, printRows, row } from './report.ts'
import { measureGas, printGas } from './ledger-gas.ts'
import { measureResolving, printResolving } from './resolve.ts'
import { measureStatusLists } from './status-list.ts'
import { measureVeramo } from './veramo.ts'

// Ratios of one run are what counts, never the figures themselves.

const say = (words: string): void => console.log(`  ${words} …`)
say('raw crypto')
const rawRates: Record<string, number> = {}
for (const [name, measure] of Object.entries(rawCrypto)) rawRates[name] = await measure()
const raw = (start: string): number => Object.entries(rawRates).find(([name]) => name.startsWith(start))?.[1] ?? Number.NaN
say('in process')
const own = await measureInProcess()
const status = await measureStatusLists()
say('the floor, over HTTP')
const floor = await measureFloor()
const network = await startNetwork(offersNeeded, say)
try {
  say('Veramo, in process')
  const veramo = await measureVeramo(network)
  say('over HTTP')
  const http = await measureHttp(servicesOf(network))
  const issuing = raw('one verify, one')
  const rows = [
    ...Object.entries(rawRates).map(([name, rate]) => row(`raw crypto: ${name}`, rate)),
    row('floor: verify a presentation', own.verifyFloor, { raw: raw('two verifies') }),
    row('floor: issue an SD-JWT VC', own.issueFloor, { raw: raw('one sign: a cred') }),
    row('verify a presentation, in process', own.verify, { raw: raw('two verifies'), floor: own.verifyFloor, '@sd-jwt': own.verifyLibrary, Veramo: veramo.verify }),
    row('issue an SD-JWT VC, in process', own.issue, { raw: raw('one sign: a cred'), floor: own.issueFloor, Veramo: veramo.create }),
    row('@sd-jwt/sd-jwt-vc: verify with key binding', own.verifyLibrary, { raw: raw('two verifies') }),
    row('Veramo: verifyCredential (jwt_vc_json, its document at hand)', veramo.verify),
    row('Veramo: createVerifiableCredential', veramo.create),
    row('floor: whole presentation over HTTP', floor.presentations, { 'raw signatures': raw('one sign, two'), 'raw, all keys': raw('the same') }),
    row('floor: whole issuing over HTTP', floor.issuings, { raw: issuing }),
    row('floor: Credential Request over HTTP', floor.credentials, { raw: issuing }),
    row('whole presentation over HTTP: four requests, encrypted, durable', http.presentations, { 'raw signatures': raw('one sign, two'), 'raw, all keys': raw('the same'), floor: floor.presentations, '@sd-jwt': own.verifyLibrary, Veramo: veramo.verify }),
    row('whole issuing over HTTP: token, nonce, credential, durable', http.issuings, { raw: issuing, floor: floor.issuings, Veramo: veramo.create }),
    row('Credential Request over HTTP, durable', http.credentials, { raw: issuing, floor: floor.credentials, Veramo: veramo.create }),
    row('status change and publication, 1,048,576 entries, signed', status.ours, { '@sd-jwt, unsigned': status.library }),
    row('@sd-jwt/jwt-status-list: the same, unsigned', status.library),
  ]
  const resolving = await measureResolving()
  printRows(rows)
  printResolving(resolving)
  say('gas')
  const gas = await measureGas()
  printGas(gas)
  keepResults({ perCpuSecond: rows, resolving, gas })
} finally {
  await network.close()
}

async function measureFloor(): Promise<HttpRates> {
  const process = await startFloor(offersNeeded)
  try {
    return await measureHttp(process.measured)
  } finally {
    await process.stop()
  }
}
