import { startFloor } from './floor/http/start-floor.ts'
import { fillCounterfoils } from './http/fill-counterfoils.ts'
import { measureFurther, measureGrowth, measureHttp, measureIssuing, offersForIssuing, offersNeeded, servicesOf, type Measured } from './http/measure-http.ts'
import { startNetwork } from './http/start-network.ts'
import { measureInProcess } from './in-process.ts'
import { measureRawCrypto } from './raw-crypto.ts'
import { against, rawRows } from './raw-ratios.ts'
import { keepResults, printRows, row } from './report.ts'
import { measureGas, printGas } from './ledger-gas.ts'
import { measureResolving, printResolving } from './resolve.ts'
import { measureStatusLists } from './status-list.ts'
import { measureTwoProcesses } from './two-processes.ts'
import { measureVeramo } from './veramo.ts'

// Ratios of one run are what counts, never the figures themselves.

const byLibrary = '@sd-jwt with a transaction for each request'
/** As many as a large council has after years. Ten million take a quarter of an hour and six gigabytes. */
const counterfoils = Number(process.env['COUNTERFOIL_BENCH_COUNTERFOILS'] ?? 1_000_000)
const say = (words: string): void => console.log(`  ${words} …`)
say('raw crypto')
const raw = await measureRawCrypto()
say('in process')
const own = await measureInProcess()
const status = await measureStatusLists()
const processes = await measureTwoProcesses()
say('the floor, over HTTP')
const floor = await atTheFloor('floor', measureHttp)
say('the SD-JWT library, over HTTP')
const library = await atTheFloor('library', measureIssuing)
const network = await startNetwork(offersNeeded, say)
try {
  say('Veramo, in process')
  const veramo = await measureVeramo(network)
  say('over HTTP')
  const services = servicesOf(network)
  const http = await measureHttp(services)
  const further = await measureFurther(services)
  say(`with ${counterfoils} counterfoils`)
  const growth = await measureGrowth(services, () => fillCounterfoils(network.issuerDatabase, counterfoils))
  const rows = [
    ...rawRows(raw),
    row('floor: verify a presentation', own.verifyFloor, against(raw, 'verifying')),
    row('floor: issue an SD-JWT VC', own.issueFloor, against(raw, 'signing')),
    row('verify a presentation, in process', own.verify, { ...against(raw, 'verifying'), floor: own.verifyFloor, '@sd-jwt': own.verifyLibrary, Veramo: veramo.verify }),
    row('issue an SD-JWT VC, in process', own.issue, { ...against(raw, 'signing'), floor: own.issueFloor, Veramo: veramo.create }),
    row('@sd-jwt/sd-jwt-vc: verify with key binding', own.verifyLibrary, against(raw, 'verifying')),
    row('Veramo: verifyCredential (jwt_vc_json, its document at hand)', veramo.verify),
    row('Veramo: createVerifiableCredential', veramo.create),
    row('floor: whole presentation over HTTP', floor.presentations, { ...against(raw, 'allKeys'), ...against(raw, 'signatures') }),
    row('floor: Credential Request over HTTP', floor.credentials, against(raw, 'issuing')),
    row('floor: whole issuing over HTTP', floor.issuings, against(raw, 'issuing')),
    row('whole presentation over HTTP: four requests, encrypted, durable', http.presentations, { ...against(raw, 'allKeys'), ...against(raw, 'signatures'), floor: floor.presentations, '@sd-jwt': own.verifyLibrary, Veramo: veramo.verify }),
    row('Credential Request over HTTP, durable', http.credentials, { ...against(raw, 'issuing'), floor: floor.credentials, [byLibrary]: library.credentials, Veramo: veramo.create }),
    row('whole issuing over HTTP: token, nonce, credential, durable', http.issuings, { ...against(raw, 'issuing'), floor: floor.issuings, [byLibrary]: library.issuings, Veramo: veramo.create }),
    row('Credential Request for ten keys over HTTP, durable', further.batches, { 'raw crypto of ten keys as performance.md defines it': raw.defined.issuing / 10, 'ten Credential Requests for one key each': http.credentials / 10, 'one Credential Request': http.credentials }),
    row(`${byLibrary}: Credential Request over HTTP, durable`, library.credentials, against(raw, 'issuing')),
    row('a status list read over HTTP', further.lists),
    row(`Credential Request over HTTP, durable, with ${counterfoils} counterfoils`, growth.after, { 'the same just before they were there': growth.before }),
    row('status change and publication, 1,048,576 entries, signed', status.ours, { '@sd-jwt, unsigned': status.library }),
    row('10,000 status changes in one go and their one publication', status.atOnce, { 'one change and its publication': status.ours }),
    row('@sd-jwt/jwt-status-list: one change, unsigned', status.library),
    row('verify a presentation, one process, a second of the clock', processes.presentation.one),
    row('verify a presentation, two processes, a second of the clock', processes.presentation.two, { 'one process': processes.presentation.one }),
    row('raw crypto of a presentation, one process, a second of the clock', processes.crypto.one),
    row('raw crypto of a presentation, two processes, a second of the clock', processes.crypto.two, { 'one process': processes.crypto.one }),
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

/** What is measured of the floor's process, or of the one that issues by the SD-JWT library. */
async function atTheFloor<Rates>(way: 'floor' | 'library', measure: (measured: Measured) => Promise<Rates>): Promise<Rates> {
  const process = await startFloor(offersForIssuing, way)
  try {
    return await measure(process.measured)
  } finally {
    await process.stop()
  }
}
