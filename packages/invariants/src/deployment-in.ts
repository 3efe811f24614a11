import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Marker } from './canary/writings.ts'
import type { Acknowledged, Deployment } from './deployment.ts'
import { readNetworkFile } from './reading/network-file.ts'

const grace = 120

/** The deployment whose services keep their data below one folder, as `npm start` lays it out. */
export async function deploymentIn(data: string, given: { readonly network?: string | null; readonly markers?: readonly Marker[]; readonly acknowledged?: readonly Acknowledged[] | null } = {}): Promise<Deployment> {
  const at = (...names: readonly string[]): string => join(data, ...names)
  const networkFile = given.network ?? at('network.json')
  const network = existsSync(networkFile) ? readNetworkFile(networkFile) : null
  const [issuer, verifier] = [at('issuer', 'issuer.sqlite'), at('verifier', 'verifier.sqlite')]
  const keyStores = [at('issuer', 'keys.sqlite'), at('verifier', 'keys.sqlite'), at('authorities', 'keys.sqlite')]
  const others = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sqlite')).map((name) => at(name))
  const origins = (network?.authorities ?? []).flatMap(({ issuerUrl, verifierUrl }) => [new URL(issuerUrl).origin, new URL(verifierUrl).origin])
  return {
    issuer,
    verifier,
    keyStores,
    otherStores: others.filter((file) => ![issuer, verifier, ...keyStores].includes(file)),
    network,
    logs: at('logs'),
    ledger: network?.ledger?.rpcUrl ?? null,
    ledgerJournal: at('ledger', 'journal.jsonl'),
    now: (await anyAlive([...new Set(origins)])) ? Math.floor(Date.now() / 1000) : lastWritten([issuer, verifier]),
    grace,
    fetch,
    markers: [...(given.markers ?? []), ...recordMarkers(at('records'))],
    searched: [data],
    acknowledged: given.acknowledged ?? null,
  }
}

const patience = 2000

async function anyAlive(origins: readonly string[]): Promise<boolean> {
  const alive = await Promise.all(origins.map((origin) => fetch(`${origin}/health/live`, { signal: AbortSignal.timeout(patience) }).then(({ ok }) => ok, () => false)))
  return alive.includes(true)
}

// Nobody sweeps what is stopped: it is judged as of its last word.
const lastWritten = (files: readonly string[]): number =>
  Math.floor(Math.max(0, ...files.flatMap((file) => [file, `${file}-wal`]).map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0))) / 1000)

/** What tells a person from others; a town or a first name stands in many places. */
const telling = ['council_reference', 'birth_date', 'address_line_1', 'postcode', 'uprn', 'school_meals_child_birth_date', 'represented_birth_date', 'travel_pass_number', 'library_card_number']
const isTelling = (value: string): boolean => value.length >= 6 && /\d/.test(value)

/** The values of the council's records, which the demonstration keeps beside the rest: none may be anywhere else. */
function recordMarkers(folder: string): Marker[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const [heading = '', ...rows] = readFileSync(join(folder, name), 'utf8').split('\n')
    const columns = heading.split(',')
    return rows.flatMap((row, index) =>
      row.split(',').flatMap((value, place) => (telling.includes(columns[place] ?? '') && isTelling(value) ? [{ name: `${columns[place] ?? ''} of row ${index + 1} of ${name}`, value }] : [])),
    )
  })
}

/** Reads lines of `name=value`. */
export const readMarkers = (file: string): Marker[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1).trimEnd() }))

/** Reads a journal of acknowledged answers, one of JSON a line. */
export const readAcknowledged = (file: string): Acknowledged[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Acknowledged)
