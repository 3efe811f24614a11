import { startFloor } from './floor/http/start-floor.ts'
import { measureHttp, offersNeeded, servicesOf, type HttpRates } from './http/measure-http.ts'
import { startNetwork } from './http/start-network.ts'
import { measureInProcess } from './in-process.ts'
import { measureRawCrypto } from './raw-crypto.ts'
import { against, rawRows } from './raw-ratios.ts'
import { keepResults, printRows, row } from './report.ts'
import { measureGas, printGas } from './ledger-gas.ts'
import { measureResolving, printResolving } from './resolve.ts'
import { measureStatusLists } from './status-list.ts'
import { measureVeramo } from './veramo.ts'

// Ratios of one run are what counts, never the figures themselves.

const say = (words: string): void => console.log(`  ${words} …`)
say('raw crypto')
const raw = await measureRawCrypto()
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
    row('Credential Request over HTTP, durable', http.credentials, { ...against(raw, 'issuing'), floor: floor.credentials, Veramo: veramo.create }),
    row('whole issuing over HTTP: token, nonce, credential, durable', http.issuings, { ...against(raw, 'issuing'), floor: floor.issuings, Veramo: veramo.create }),
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
