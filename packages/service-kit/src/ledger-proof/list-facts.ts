import { join } from 'node:path'
import type { ListNetwork } from '@counterfoil/shared/network/network'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { publicJwkOf } from '../keys/p256-key.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { listLogFile } from '../signed-list/list-log.ts'
import { openDeploymentFacts, rowsOf, type DeploymentFacts, type KnownKey } from './deployment-facts.ts'
import type { KnownFacts, Told } from './known-facts.ts'

/** What a write is asked for as, and what became of it, in one log. */
export interface ToldWrite extends Told {
  /** Hash of an anchor that was written; null for what has none. */
  readonly hash: string | null
}

/** Everything about organisations that a deployment on a list knows, and by which what stands there may be explained. */
export interface ListFacts extends Pick<DeploymentFacts, 'auditEntry' | 'listStatement' | 'close'> {
  readonly network: ListNetwork
  readonly types: KnownFacts['types']
  /** The folder that is published. */
  readonly folder: string
  /** P-256 keys in custody, by thumbprint. */
  readonly keys: ReadonlyMap<string, KnownKey>
  /** Id of whose DID it is; null for nobody's. */
  idOf(did: string): string | null
  /** By log and object. */
  told(log: string, object: string): ToldWrite | null
  /** Entries and anchors that logs tell were written: objects, each with its log. */
  readonly writtenObjects: readonly (readonly [log: string, object: string])[]
}

interface EventRow {
  readonly authority: string
  readonly object: string
  readonly event: string
  readonly actor: string
  readonly reason: string | null
}

/** Facts from the databases of a deployment's folder; to be closed. */
export async function readListFacts(data: string, network: ListNetwork, types: KnownFacts['types']): Promise<ListFacts> {
  const facts = await openDeploymentFacts({ data, registrarFile: listLogFile(''), moreKeys: ['list'] })
  const events = [facts.issuer, facts.registrar].map((moment) => rowsOf<EventRow>(moment, 'audit_entries', "SELECT authority, object, event, actor, reason FROM audit_entries WHERE event LIKE 'list.%' ORDER BY sequence"))
  const byObject = Map.groupBy((await Promise.all(events)).flat(), ({ authority, object }) => nameOf(authority, object))
  const ids = new Map([[network.trust.consortium, consortiumLog], ...network.authorities.map(({ did, id }) => [did, id] as const)])
  return {
    network,
    types,
    folder: join(data, 'list'),
    keys: new Map(facts.keys.filter(({ role }) => role !== 'controller' && role !== 'gas').map((key) => [thumbprintOf(publicJwkOf(key.publicKeyHex)), key])),
    idOf: (did) => ids.get(did) ?? null,
    told: (log, object) => toldBy(object, byObject.get(nameOf(log, object)) ?? []),
    writtenObjects: [...byObject.values()].flatMap((rows) => rows.filter(({ event }) => event === 'list.written').map(({ authority, object }) => [authority, object] as const)),
    auditEntry: (log, number) => facts.auditEntry(log, number),
    listStatement: (authority, number) => facts.listStatement(authority, number),
    close: () => facts.close(),
  }
}

const nameOf = (log: string, object: string): string => `${log} ${object}`

function toldBy(object: string, rows: readonly EventRow[]): ToldWrite | null {
  const queued = rows.find(({ event }) => event === 'list.queued')
  const written = rows.find(({ event }) => event === 'list.written')
  return queued === undefined ? null : { key: object, actor: queued.actor, reason: queued.reason ?? '', inAudit: written !== undefined, hash: written?.reason ?? null }
}
