import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { custodiesIn, keyHolders, type CustodyOf } from '../config/key-holders.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import { keysElsewhere } from '../keys/keys-elsewhere.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { openForReading, type Moment } from '../persistence/open-for-reading.ts'

export type KnownKey = Pick<CustodyKey, 'role' | 'authority' | 'publicKeyHex'>

/** What a deployment's folder knows, whatever trust rests on; to be closed. */
export interface DeploymentFacts {
  readonly issuer: Moment | null
  /** The database in which the registrar tells of its writes. */
  readonly registrar: Moment | null
  readonly keys: readonly KnownKey[]
  /** Hash of the entry of a log; hexadecimal. */
  auditEntry(log: string, number: number): Promise<string | null>
  /** SHA-256 of an authority's statement about its status lists; hexadecimal. */
  listStatement(authority: string, number: number): Promise<string | null>
  close(): Promise<void>
}

export interface DeploymentPlace {
  /** Folder of the deployment. */
  readonly data: string
  /** The registrar's database, below the authorities' folder. */
  readonly registrarFile: string
  /** Folders with keys in envelopes beside those of the usual holders. */
  readonly moreKeys?: readonly string[]
  readonly custodyOf?: CustodyOf
}

/**
 * Opens the databases of a folder, and finds keys wherever each holder's are. Keys in envelopes are read without opening
 * one, also those from before another custody was chosen.
 */
export async function openDeploymentFacts({ data, registrarFile, moreKeys = [], custodyOf = custodiesIn(data) }: DeploymentPlace): Promise<DeploymentFacts> {
  const opened: Moment[] = []
  const openIn = async (...names: readonly string[]): Promise<Moment | null> => {
    const file = join(data, ...names)
    if (!existsSync(file)) return null
    const moment = await openForReading(file)
    opened.push(moment)
    return moment
  }
  const [issuer, registrar] = [await openIn('issuer', 'issuer.sqlite'), await openIn('authorities', registrarFile)]
  const keys: KnownKey[] = []
  for (const folder of [...keyHolders, ...moreKeys]) keys.push(...(await rowsOf<KnownKey>(await openIn(folder, 'keys.sqlite'), 'custody_keys', 'SELECT role, authority, public_key AS publicKeyHex FROM custody_keys')))
  for (const holder of keyHolders) keys.push(...(await keysElsewhere(custodyOf(holder))))
  return {
    issuer,
    registrar,
    keys,
    auditEntry: async (log, number) => {
      const [entry] = await rowsOf<{ hash: Uint8Array }>(log === consortiumLog ? registrar : issuer, 'audit_entries', 'SELECT hash FROM audit_entries WHERE authority = ? AND number = ?', [log, number])
      return entry === undefined ? null : Buffer.from(entry.hash).toString('hex')
    },
    listStatement: async (authority, number) => {
      const [statement] = await rowsOf<{ text: string }>(issuer, 'status_list_statements', 'SELECT text FROM status_list_statements WHERE authority = ? AND number = ?', [authority, number])
      return statement === undefined ? null : hash('sha256', statement.text, 'hex')
    },
    close: async () => {
      for (const moment of opened) await moment.close()
    },
  }
}

/** Rows of a table that may not be there. */
export async function rowsOf<Row>(moment: Moment | null, table: string, sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> {
  if (moment === null || (await moment.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [table])) === null) return []
  return moment.all<Row & object>(sql, values)
}
