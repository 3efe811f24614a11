import { startFloor } from './floor/http/start-floor.ts'
import { fillCounterfoils } from './http/fill-counterfoils.ts'
import { batchKeys, measureFurther, measureGrowth, measureHttp, offersForIssuing, offersNeeded, servicesOf, startWallets, type Measured, type Wallets } from './http/measure-http.ts'
import { startNetwork } from './http/start-network.ts'
import { measureInProcess } from './in-process.ts'
import { ratioOf } from './measure.ts'
import { rawOf } from './raw-crypto.ts'
import { against, rawRows } from './raw-ratios.ts'
import { keepResults, printRows, row } from './report.ts'
import { measureGas, printGas } from './ledger-gas.ts'
import { measureResolving, printResolving } from './resolve.ts'
import { measureStatusLists } from './status-list.ts'
import { measureTwoProcesses } from './two-processes.ts'
import { measureVeramo } from './veramo.ts'

// Ratios of one run are what counts, never the figures themselves.

const byLibrary = '@sd-jwt with a transaction for each request'
/** As many as a large council has after years. Ten million take ten gigabytes and, on a quiet machine, a quarter of an hour and more. */
const counterfoils = Number(process.env['COUNTERFOIL_BENCH_COUNTERFOILS'] ?? 1_000_000)
const say = (words: string): void => console.log(`  ${words} …`)
say('in process')
const { verifying, issuing } = await measureInProcess()
const status = await measureStatusLists()
const processes = await measureTwoProcesses()
say('starting the floor, and the SD-JWT library')
const closing: (() => unknown)[] = []
try {
  const floor = await atTheFloor('floor')
  const library = await atTheFloor('library')
  const network = await startNetwork(offersNeeded, say)
  closing.unshift(() => network.close())
  say('Veramo, in process')
  const veramo = await measureVeramo(network)
  say('over HTTP, in turn')
  const ours = walletsOf(servicesOf(network))
  const { issuings, credentials, presentations } = await measureHttp({ ours, floor, library })
  const { requests, lists } = await measureFurther(ours)
  say(`with ${counterfoils} counterfoils`)
  const growth = await measureGrowth(ours, () => fillCounterfoils(network.issuerDatabase, counterfoils))
  const raw = { verifying: rawOf(verifying, 'verifying'), signing: rawOf(issuing, 'signing'), issuing: rawOf(credentials, 'issuing'), signatures: rawOf(presentations, 'signatures'), allKeys: rawOf(presentations, 'allKeys') }
  const ofExchange = { ...against(raw.allKeys, 'allKeys'), ...against(raw.signatures, 'signatures') }
  const ofIssuings = against(rawOf(issuings, 'issuing'), 'issuing')
  const ofRequests = against(raw.issuing, 'issuing')
  const ofTen = rawOf(requests, 'issuing').defined.map((rate) => rate / batchKeys)
  const besideRaw = ({ ours: rounds, ...rest }: (typeof growth)['before']): number => ratioOf(rounds, rawOf(rest, 'issuing').defined)
  const rows = [
    ...rawRows(raw.verifying, 'verifying'),
    ...rawRows(raw.signing, 'signing'),
    ...rawRows(raw.issuing, 'issuing'),
    ...rawRows(raw.signatures, 'signatures'),
    ...rawRows(raw.allKeys, 'allKeys'),
    row('floor: verify a presentation', verifying.floor, against(raw.verifying, 'verifying')),
    row('floor: issue an SD-JWT VC', issuing.floor, against(raw.signing, 'signing')),
    row('verify a presentation, in process', verifying.ours, { ...against(raw.verifying, 'verifying'), floor: verifying.floor, '@sd-jwt': verifying.library, Veramo: veramo.verify }),
    row('issue an SD-JWT VC, in process', issuing.ours, { ...against(raw.signing, 'signing'), floor: issuing.floor, Veramo: veramo.create }),
    row('@sd-jwt/sd-jwt-vc: verify with key binding', verifying.library, against(raw.verifying, 'verifying')),
    row('Veramo: verifyCredential (jwt_vc_json, its document at hand)', veramo.verify),
    row('Veramo: createVerifiableCredential', veramo.create),
    row('floor: whole presentation over HTTP', presentations.floor, ofExchange),
    row('floor: the same without collecting the result, three requests', presentations.uncollectedFloor, against(raw.allKeys, 'allKeys')),
    row('floor: Credential Request over HTTP', credentials.floor, ofRequests),
    row('floor: whole issuing over HTTP', issuings.floor, ofIssuings),
    row('whole presentation over HTTP: four requests, encrypted, durable', presentations.ours, { ...ofExchange, floor: presentations.floor, '@sd-jwt': verifying.library, Veramo: veramo.verify }),
    row('the same without collecting the result: three requests, as performance.md counts an exchange', presentations.uncollected, { ...against(raw.allKeys, 'allKeys'), floor: presentations.uncollectedFloor }),
    row('Credential Request over HTTP, durable', credentials.ours, { ...ofRequests, floor: credentials.floor, [byLibrary]: credentials.library, Veramo: veramo.create }),
    row('whole issuing over HTTP: token, nonce, credential, durable', issuings.ours, { ...ofIssuings, floor: issuings.floor, [byLibrary]: issuings.library, Veramo: veramo.create }),
    row('Credential Request for ten keys over HTTP, durable', requests.batches, { 'raw crypto of ten keys as performance.md defines it': ofTen, 'one Credential Request': requests.ones }, { 'one Credential Request, as costs': ratioOf(requests.ones, requests.batches) }),
    row(`${byLibrary}: Credential Request over HTTP, durable`, credentials.library, ofRequests),
    row('a status list read over HTTP', lists),
    row(`Credential Request over HTTP, durable, with ${counterfoils} counterfoils`, growth.after.ours, {}, { 'the same just before they were there, each ÷ raw crypto beside it': besideRaw(growth.after) / besideRaw(growth.before) }),
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
  for (const close of closing) await close()
}

function walletsOf(measured: Measured): Wallets {
  const wallets = startWallets(measured)
  closing.unshift(() => wallets.close())
  return wallets
}

/** Wallets of the floor's process, or of the one that issues by the SD-JWT library. */
async function atTheFloor(way: 'floor' | 'library'): Promise<Wallets> {
  const started = await startFloor(offersForIssuing, way)
  closing.unshift(() => started.stop())
  return walletsOf(started.measured)
}
