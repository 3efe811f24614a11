// Issuer and verifier at the floor, as a process of its own that is measured like the services; or the same issuer with the SD-JWT library.
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { floorServer, type FloorRoute } from './floor-server.ts'
import { issueAtTheFloor } from '../issue-credential.ts'
import { gatheredStatements, openFile } from './gathered-statements.ts'
import { issuerRoutes, issuerTables, makeOffers, type WayOfIssuing } from './issuer-routes.ts'
import { issueByLibrary } from './issue-by-library.ts'
import { statementsAlone } from './statements-alone.ts'
import { verifierRoutes, verifierTables } from './verifier-routes.ts'

const [folder = '', offers = '', apiKey = '', way = 'floor'] = process.argv.slice(2)
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const claims = {
  given_name: 'Ada',
  family_name: 'Sampleby',
  birth_date: '1970-01-01',
  resident_since: '2001-04-01',
  line_1: '1 Unreal Road',
  line_2: 'Flat 2',
  post_town: 'Aldermoor',
  postcode: 'ZZ1 1AA',
  uprn: '990000000001',
  ward: 'Upper Ward',
}
const key = pair()
const vct = 'https://types.example/residency/1'
const forIssuing = await openFile(join(folder, 'floor-issuer.sqlite'), issuerTables)
const forVerifying = await openFile(join(folder, 'floor-verifier.sqlite'), verifierTables)
await makeOffers(forIssuing.writer, Number(offers), claims)
const routes = new Map<string, FloorRoute>()
const server = floorServer((last, beforeLast) => routes.get(beforeLast) ?? routes.get(last) ?? null).listen(0, 'localhost')
await once(server, 'listening')
const url = `http://localhost:${(server.address() as AddressInfo).port}/floor`
const header = { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'did:example:floor#1' }
const ways: Readonly<Record<string, WayOfIssuing>> = {
  floor: { statements: gatheredStatements, issue: issueAtTheFloor(key.privateKey, header) },
  library: { statements: statementsAlone, issue: issueByLibrary(key.privateKey, header) },
}
const issuer = issuerRoutes(forIssuing, { url, vct }, ways[way] ?? raise())
const verifier = verifierRoutes(forVerifying, {
  url,
  clientId: 'decentralized_identifier:did:example:floor',
  apiKey,
  serviceSecret: 'a secret of this bench alone',
  key: pair().privateKey,
  issuerKey: key.publicKey,
  vct,
  asked: Object.keys(claims).slice(0, 8),
})
const all = { ...issuer, presentations: verifier.start, requests: verifier.requestObject, responses: verifier.response, result: verifier.result }
for (const [part, route] of Object.entries(all)) routes.set(part, route)
process.send?.(url)

function raise(): never {
  throw new Error(`There is no way of issuing that is called ${way}.`)
}
