import { dataLength, keccak256 } from 'ethers'
import { addressTopic } from '@counterfoil/shared/ledger/erc1056'
import type { LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { blockOf } from '@counterfoil/shared/ledger/questions'
import { publishedContracts } from '../governance/safe-contracts.ts'
import { countsOf, endsOf, transactionsBetween, type LedgerTransaction, type TransactionEnd } from './chain-walk.ts'
import { explainRegistryCall } from './explain-registry-call.ts'
import { explainSafeCall, explainSafeCreation } from './explain-safe-call.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { KnownFacts, Told } from './known-facts.ts'
import { LedgerState } from './ledger-state.ts'
import type { Proof, ProvedWrite } from './proof.ts'

/** Keccak-256 of the code that creates the registry, as `ethr-did-registry` 1.3.0 publishes it. */
const registryCreation = '0x804b15fb5bacfda62e75154685fac861d65c2a5811d0379a8b60221cf6b8e6e4'

/**
 * Everything that a deployment ever wrote to the ledger, found in its blocks and not in our tables, each explained by facts
 * about organisations. Throws `LedgerUnavailable`.
 */
export async function proveLedger(reader: LedgerReader, facts: KnownFacts, from = 0): Promise<Proof> {
  const [newest] = await reader.ask([blockOf('latest')])
  const last = newest?.number ?? 0
  const all = await transactionsBetween(reader, from, last)
  const ends = new Map((await endsOf(reader, all)).map((end, index) => [all[index]?.hash ?? '', end]))
  const endOf = ({ hash }: LedgerTransaction): TransactionEnd => ends.get(hash) ?? { undone: true, contract: null, events: [] }
  const factories = new Set(all.flatMap((one) => (contractOf(one) === 'factory' ? [endOf(one).contract ?? ''] : [])))
  const ours = all.filter((one) => isOurs(facts, one, endOf(one), factories))
  const state = new LedgerState()
  const writes: ProvedWrite[] = []
  for (const transaction of ours) {
    const { undone } = endOf(transaction)
    const told = facts.told.get(transaction.hash) ?? null
    const { block, at, hash: name, from: sender, data } = transaction
    writes.push({ spot: `block ${block}`, at, name, from: sender, undone, bytes: dataLength(data), told, ...(await explain(facts, state, { transaction, undone, told, factories })) })
  }
  const looked = `the ${writes.length} transactions of this deployment in blocks ${from} to ${last}`
  return { looked, writes, others: all.length - ours.length, missing: await missingAmong(reader, facts, ours) }
}

const lower = (text: string | undefined): string => text?.toLowerCase() ?? ''
const ownAccounts = ({ gasAccounts, controllers }: KnownFacts): readonly string[] => [...new Set([...gasAccounts.keys(), ...controllers.keys()])]

/** Which published contract a transaction creates. */
function contractOf({ to, data }: LedgerTransaction): string | null {
  if (to !== null) return null
  if (keccak256(data) === registryCreation) return 'registry'
  return Object.entries(publishedContracts).find(([, bytecode]) => bytecode.toLowerCase() === data)?.[0] ?? null
}

function isOurs(facts: KnownFacts, transaction: LedgerTransaction, { contract, events }: TransactionEnd, factories: ReadonlySet<string>): boolean {
  const { ledger, governance, authorities } = facts.network
  const contracts = [lower(ledger.registry), lower(governance?.safe), lower(governance?.multiSend)]
  if (ownAccounts(facts).includes(transaction.from) || (contract !== null && contracts.includes(contract))) return true
  if (transaction.to !== null && [lower(governance?.safe), ...factories].includes(transaction.to) && events.some(({ address }) => address === lower(governance?.safe))) return true
  const identities = [ledger.consortium, ...authorities.map(({ did }) => did)].map((did) => did.split(':').at(-1) ?? '')
  const topics = new Set([...identities, ...facts.gasAccounts.keys()].map((identity) => addressTopic(identity)))
  return events.some(({ address, topics: [, identity] }) => address === lower(governance?.safe) || (address === lower(ledger.registry) && topics.has((identity ?? '') as `0x${string}`)))
}

async function explain(
  facts: KnownFacts,
  state: LedgerState,
  { transaction, undone, told, factories }: { readonly transaction: LedgerTransaction; readonly undone: boolean; readonly told: Told | null; readonly factories: ReadonlySet<string> },
): Promise<Pick<ProvedWrite, 'write' | 'why'>> {
  try {
    if (transaction.value !== 0n) throw new Unexplained('money')
    const write = await explainData(facts, state, transaction, !undone, factories)
    // The embedded ledger has its registry from the start, from an account of nobody.
    const isGiven = contractOf(transaction) === 'registry' && !ownAccounts(facts).includes(transaction.from)
    if (told === null && !isGiven) return { write, why: 'no outbox has it: nobody asked for it' }
    if (told !== null && !told.inAudit) return { write, why: `the audit log does not tell of it, though an outbox has it as ${told.key}` }
    return { write, why: null }
  } catch (error) {
    if (error instanceof Unexplained) return { write: null, why: error.message }
    throw error
  }
}

function explainData(facts: KnownFacts, state: LedgerState, transaction: LedgerTransaction, happened: boolean, factories: ReadonlySet<string>): Promise<ExplainedWrite> | ExplainedWrite {
  const { from, to, data } = transaction
  const { ledger, governance } = facts.network
  if (to === null) {
    const contract = contractOf(transaction)
    if (contract === null) throw new Unexplained('a contract that is none of the published ones')
    return { kind: 'contract put on the ledger', of: 'consortium', words: `puts the published contract on the ledger: ${contract}`, parts: [] }
  }
  if (to === lower(ledger.registry)) return explainRegistryCall(facts, state, { data, caller: from, happened })
  if (to === lower(governance?.safe)) return explainSafeCall(facts, state, { data, happened })
  if (factories.has(to)) return explainSafeCreation(facts, data)
  throw new Unexplained(`a call of a contract that is not ours: ${to}`)
}

/** An account numbers its transactions: each number must have been found. */
async function missingAmong(reader: LedgerReader, facts: KnownFacts, ours: readonly LedgerTransaction[]): Promise<readonly string[]> {
  const accounts = ownAccounts(facts)
  const counts = await countsOf(reader, accounts)
  return accounts.flatMap((account, index) => {
    const found = new Set(ours.filter(({ from }) => from === account).map(({ nonce }) => nonce)).size
    const counted = counts[index] ?? 0
    return found >= counted ? [] : [`${counted - found} transactions of ${account} (${facts.gasAccounts.get(account) ?? facts.controllers.get(account) ?? ''}) were not found in these blocks`]
  })
}
