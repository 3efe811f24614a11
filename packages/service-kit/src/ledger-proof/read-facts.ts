import { computeAddress } from 'ethers'
import type { Network } from '@counterfoil/shared/network/network'
import type { CustodyOf } from '../config/key-holders.ts'
import { isJoseRole, type KeyRole } from '../keys/key-role.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import type { Moment } from '../persistence/open-for-reading.ts'
import { openDeploymentFacts, rowsOf } from './deployment-facts.ts'
import type { KnownFacts, Told } from './known-facts.ts'

/** Facts from the databases of a deployment's folder, as it was laid out, and from wherever each holder's keys are; to be closed. */
export async function readFacts(data: string, network: Network, types: KnownFacts['types'], custodyOf?: CustodyOf): Promise<KnownFacts & { close(): Promise<void> }> {
  const facts = await openDeploymentFacts({ data, registrarFile: 'outbox.sqlite', ...(custodyOf === undefined ? {} : { custodyOf }) })
  const { keys } = facts
  const addressesOf = (role: KeyRole): (readonly [string, string])[] => keys.filter((key) => key.role === role).map((key) => [computeAddress(`0x${key.publicKeyHex}`).toLowerCase(), key.authority])
  const named = network.authorities.flatMap(({ id, gasAccount }) => (gasAccount === undefined ? [] : [[gasAccount.toLowerCase(), id] as const]))
  return {
    network,
    types,
    signingKeys: new Map(keys.filter(({ role }) => isJoseRole(role)).map(({ role, authority, publicKeyHex }) => [publicKeyHex.toLowerCase(), `${role} key of ${authority}`])),
    controllers: new Map([...network.authorities.map(({ did, id }) => [did.split(':').at(-1)?.toLowerCase() ?? '', id] as const), ...addressesOf('controller')]),
    gasAccounts: new Map([...named, ...(network.governance?.gasAccount === undefined ? [] : [[network.governance.gasAccount.toLowerCase(), consortiumLog] as const]), ...addressesOf('gas')]),
    auditEntry: (log, number) => facts.auditEntry(log, number),
    listStatement: (authority, number) => facts.listStatement(authority, number),
    told: new Map([...(await toldBy(facts.issuer)), ...(await toldBy(facts.registrar))]),
    close: () => facts.close(),
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
