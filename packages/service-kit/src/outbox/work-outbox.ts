import type { Intent } from './intent.ts'
import { nextOwnNonce, underWay } from './intents-table.ts'
import { broadcast, keep, move, settleMined, settleSent, type SettlePorts } from './settle-intents.ts'

/** How many writes may be on their way at once: more would only wait in a node's pool. */
const mostOnTheirWay = 16

/**
 * One turn over everything that is under way, in the order of nonces: what was mined is checked, what was sent is looked
 * for, what waits is signed and sent. Throws when the ledger can't be reached; a later turn goes on where this one stopped.
 * To be called by the one holder of the account's lease. Answers whether anything is left.
 */
export async function workOutbox(ports: SettlePorts): Promise<boolean> {
  const { database, account } = ports
  const intents = await underWay(database.reads, account.address)
  if (intents.length === 0) return false
  await account.mustBeOurChain()
  const [head, minedNonces] = [await account.headBlock(), await account.transactionsMined()]
  for (const intent of intents.filter(({ state }) => state === 'mined')) await settleMined(ports, intent, head)
  for (const intent of intents.filter(({ state }) => state === 'sent').toSorted(byNonce)) await settleSent(ports, intent, minedNonces)
  await signWaiting(ports)
  return (await underWay(database.reads, account.address)).length > 0
}

const byNonce = (one: Intent, other: Intent): number => (one.nonce ?? 0) - (other.nonce ?? 0)

async function signWaiting(ports: SettlePorts): Promise<void> {
  for (;;) {
    const intents = await underWay(ports.database.reads, ports.account.address)
    const onTheirWay = intents.filter(({ state }) => state === 'sent').length
    const next = intents.find(({ state }) => state === 'waiting')
    if (next === undefined || onTheirWay >= mostOnTheirWay) return
    if (!(await signAndSend(ports, next, onTheirWay > 0))) return
  }
}

async function signAndSend(ports: SettlePorts, intent: Intent, othersOnTheirWay: boolean): Promise<boolean> {
  const { database, account } = ports
  const gas = await account.gasFor(intent.to, intent.data)
  if (gas === null) {
    // It may build on one that is still on its way.
    if (othersOnTheirWay) return false
    ports.alarm({ kind: 'dead', key: intent.key })
    return move(ports, intent, { state: 'dead', reason: 'would_be_undone' }, { event: 'ledger.dead', reason: 'would_be_undone' })
  }
  const nonce = Math.max(await account.transactionsMined(), await nextOwnNonce(database.reads, account.address))
  const fee = await account.fee()
  const signed = await account.sign({ to: intent.to, data: intent.data, nonce, gas, fee })
  if (!(await keep(ports, intent, { ...signed, nonce, fee, now: ports.clock.now() }, 'ledger.sent'))) return false
  const sent: Intent = { ...intent, state: 'sent', nonce }
  await broadcast(ports, sent, { ...signed, fee })
  await settleSent(ports, sent, 0)
  return true
}
