import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from 'node:crypto'
import { computeAddress } from 'ethers'
import type { Network } from '@counterfoil/shared/network/network'
import { custodiesIn, keyHolders, type CustodyOf } from '../config/key-holders.ts'
import type { CustodyKey } from '../keys/key-keeper.ts'
import type { KeyRole } from '../keys/key-role.ts'
import { keysElsewhere } from '../keys/keys-elsewhere.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { openForReading, type Moment } from '../persistence/open-for-reading.ts'
import type { KnownFacts, Told } from './known-facts.ts'

type KnownKey = Pick<CustodyKey, 'role' | 'authority' | 'publicKeyHex'>

/**
 * Facts from the databases of a deployment's folder, as it was laid out, and from wherever each holder's keys are; to be
 * closed. Keys in envelopes are read without opening one, also those from before another custody was chosen.
 */
export async function readFacts(data: string, network: Network, types: KnownFacts['types'], custodyOf: CustodyOf = custodiesIn(data)): Promise<KnownFacts & { close(): Promise<void> }> {
  const opened: Moment[] = []
  const openIn = async (...names: readonly string[]): Promise<Moment | null> => {
    const file = join(data, ...names)
    if (!existsSync(file)) return null
    const moment = await openForReading(file)
    opened.push(moment)
    return moment
  }
  const [issuer, registrar] = [await openIn('issuer', 'issuer.sqlite'), await openIn('authorities', 'outbox.sqlite')]
  const keys: KnownKey[] = []
  for (const holder of keyHolders) {
    keys.push(...(await rowsOf<KnownKey>(await openIn(holder, 'keys.sqlite'), 'custody_keys', 'SELECT role, authority, public_key AS publicKeyHex FROM custody_keys')), ...(await keysElsewhere(custodyOf(holder))))
  }
  const addressesOf = (role: KeyRole): (readonly [string, string])[] => keys.filter((key) => key.role === role).map((key) => [computeAddress(`0x${key.publicKeyHex}`).toLowerCase(), key.authority])
  const named = network.authorities.flatMap(({ id, gasAccount }) => (gasAccount === undefined ? [] : [[gasAccount.toLowerCase(), id] as const]))
  return {
    network,
    types,
    signingKeys: new Map(keys.filter(({ role }) => ['credential', 'status', 'request'].includes(role)).map(({ role, authority, publicKeyHex }) => [publicKeyHex.toLowerCase(), `${role} key of ${authority}`])),
    controllers: new Map([...network.authorities.map(({ did, id }) => [did.split(':').at(-1)?.toLowerCase() ?? '', id] as const), ...addressesOf('controller')]),
    gasAccounts: new Map([...named, ...(network.governance?.gasAccount === undefined ? [] : [[network.governance.gasAccount.toLowerCase(), consortiumLog] as const]), ...addressesOf('gas')]),
    auditEntry: async (log, number) => {
      const [entry] = await rowsOf<{ hash: Uint8Array }>(log === consortiumLog ? registrar : issuer, 'audit_entries', 'SELECT hash FROM audit_entries WHERE authority = ? AND number = ?', [log, number])
      return entry === undefined ? null : Buffer.from(entry.hash).toString('hex')
    },
    listStatement: async (authority, number) => {
      const [statement] = await rowsOf<{ text: string }>(issuer, 'status_list_statements', 'SELECT text FROM status_list_statements WHERE authority = ? AND number = ?', [authority, number])
      return statement === undefined ? null : hash('sha256', statement.text, 'hex')
    },
    told: new Map([...(await toldBy(issuer)), ...(await toldBy(registrar))]),
    close: async () => {
      for (const moment of opened) await moment.close()
    },
  }
}

async function toldBy(moment: Moment | null): Promise<readonly (readonly [string, Told])[]> {
  const audited = new Set((await rowsOf<{ entry: string }>(moment, 'audit_entries', "SELECT event || ' ' || object || ' ' || coalesce(reason, '') AS entry FROM audit_entries WHERE event LIKE 'ledger.%'")).map(({ entry }) => entry))
  const rows = await rowsOf<{ hash: string; key: string; actor: string; reason: string }>(moment, 'ledger_attempts', 'SELECT a.hash, i.key, i.actor, i.reason FROM ledger_attempts a JOIN ledger_intents i ON i.sequence = a.intent')
  return rows.map(({ hash: transaction, key, actor, reason }) => {
    const wasSent = audited.has(`ledger.sent ${key} ${transaction}`) || audited.has(`ledger.replaced ${key} ${transaction}`)
    return [transaction.toLowerCase(), { key, actor, reason, inAudit: wasSent && audited.has(`ledger.queued ${key} ${reason}`) }]
  })
}

/** Rows of a table that may not be there. */
async function rowsOf<Row>(moment: Moment | null, table: string, sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> {
  if (moment === null || (await moment.first("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [table])) === null) return []
  return moment.all<Row & object>(sql, values)
}
