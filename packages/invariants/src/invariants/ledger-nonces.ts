import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { doesNotApply, judge, notSeen, together, type Invariant, type Look } from '../invariant.ts'
import { minedTransactions, newestBlock, sentCounts, type MinedTransaction } from '../reading/ledger.ts'
import { allStores, tablesOf, type Sight } from '../sight.ts'
import { lookAtIntents } from './ledger-intents.ts'

/** A longer chain isn't one of ours alone, and is not walked. */
const longestWalk = 20_000

const mostLooks = 20
const betweenLooksMs = 250

/** How many transactions the local ledger's journal holds; its first line is the time of its first block. */
const journalled = (file: string | null): number | null => (file === null || !existsSync(file) ? null : readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').length - 1)

export const noncesHaveNoGap: Invariant = {
  id: 'INV-11',
  statement: 'Each transaction that was meant ends in exactly one mined one, or is open and alarmed; the nonces of an account have no gap.',
  checkedBy: 'every outbox against the ledger: what is final is mined, nothing twice, no nonce left out; every block by JSON-RPC: nonces of each account from 0 on, each once, as many as the ledger counts, as many as the local journal holds',
  applies: 'now',
  look: async (sight) => {
    const { ledger } = sight.deployment
    if (ledger === null) return doesNotApply('there is no ledger here')
    try {
      return together(...(await lookAtOutboxes(sight, ledger)), await lookAtBlocks(sight, ledger))
    } catch (error) {
      return notSeen(`the ledger at ${ledger} does not answer as one (${error instanceof Error ? error.message : ''})`)
    }
  },
}

async function lookAtOutboxes(sight: Sight, ledger: string): Promise<Look[]> {
  const looks: Look[] = []
  for (const store of allStores(sight)) {
    const tables = tablesOf(store)
    if (tables !== null && (await tables.columns('ledger_intents')).length > 0) looks.push(await lookAtIntents(tables, ledger))
  }
  return looks
}

async function lookAtBlocks({ deployment: { ledgerJournal } }: Sight, ledger: string): Promise<Look> {
  const before = journalled(ledgerJournal)
  for (let look = 1; ; look += 1) {
    const newest = await newestBlock(ledger)
    if (newest > longestWalk) return notSeen(`the chain has ${newest} blocks; up to ${longestWalk} are walked`)
    const mined = await minedTransactions(ledger, newest)
    const isBehind = before !== null && mined.length < before
    // What is accepted is journalled first: its block may still be on the way.
    if (isBehind && look < mostLooks) {
      await setTimeout(betweenLooksMs)
      continue
    }
    const counted = await sentCounts(ledger, [...new Set(mined.map(({ from }) => from))])
    const lost = isBehind ? [`the journal holds ${before} transactions, of which ${mined.length} were mined`] : []
    return judge([...gaps(mined, counted), ...lost], `${mined.length} transactions of ${counted.size} accounts`)
  }
}

function gaps(mined: readonly MinedTransaction[], counted: ReadonlyMap<string, number>): string[] {
  const byAccount = Map.groupBy(mined, ({ from }) => from)
  return [...byAccount].flatMap(([account, transactions]) => {
    const outOfStep = transactions.some(({ nonce }, index) => nonce !== index)
    // Blocks that came since may have added to the count.
    const uncounted = (counted.get(account) ?? 0) < transactions.length
    return [...(outOfStep ? [`the nonces of ${account} have a gap or repeat`] : []), ...(uncounted ? [`the ledger counts fewer transactions of ${account} than were mined`] : [])]
  })
}
