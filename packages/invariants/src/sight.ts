import { existsSync } from 'node:fs'
import type { Deployment } from './deployment.ts'
import { judge, notSeen, doesNotApply, type Look } from './invariant.ts'
import type { Memory } from './memory.ts'
import { observeLists, type Lists } from './reading/published-lists.ts'
import { openTables, type Tables } from './reading/tables.ts'

/** A database that is there; why it can't be read; or null where there is none. */
type Store = Tables | { readonly unreadable: string } | null

/** Everything that one look has before its eyes, each database as it stood at one moment. */
export interface Sight {
  readonly deployment: Deployment
  readonly issuer: Store
  readonly verifier: Store
  readonly keyStores: readonly Exclude<Store, null>[]
  readonly otherStores: readonly Exclude<Store, null>[]
  readonly lists: Lists
  /** What earlier looks of the run saw; null for a single look. */
  readonly memory: Memory | null
}

/** Opens what there is; to be closed. */
export async function openSight(deployment: Deployment, memory: Memory | null): Promise<Sight> {
  return {
    deployment,
    issuer: await openStore(deployment.issuer),
    verifier: await openStore(deployment.verifier),
    keyStores: await openStores(deployment.keyStores),
    otherStores: await openStores(deployment.otherStores ?? []),
    lists: deployment.issuer === null || !existsSync(deployment.issuer) ? { observed: [], wrong: [] } : await observeLists(deployment, deployment.issuer),
    memory,
  }
}

/** Every database that is there. */
export const allStores = ({ issuer, verifier, keyStores, otherStores }: Sight): Exclude<Store, null>[] => [issuer, verifier, ...keyStores, ...otherStores].filter((store) => store !== null)

export async function closeSight(sight: Sight): Promise<void> {
  for (const store of allStores(sight)) await tablesOf(store)?.close()
}

export const tablesOf = (store: Store): Tables | null => (store === null || 'unreadable' in store ? null : store)

async function openStore(file: string | null): Promise<Store> {
  if (file === null || !existsSync(file)) return null
  return openTables(file).catch((error: unknown) => ({ unreadable: `${file}: ${error instanceof Error ? error.message : 'cannot be read'}` }))
}

const openStores = async (files: readonly string[]): Promise<Exclude<Store, null>[]> => (await Promise.all(files.map(openStore))).filter((store) => store !== null)

/** Looks into a store, when there is one that can be read. A schema that the checker does not know is not seen either. */
export async function lookInto(store: Store, name: string, look: (tables: Tables) => Promise<Look>): Promise<Look> {
  if (store === null) return doesNotApply(`there is no ${name} here`)
  if ('unreadable' in store) return notSeen(store.unreadable)
  try {
    return await look(store)
  } catch (error) {
    return notSeen(`${store.file}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

/** Names of rows that shouldn't be there, put into words. */
export interface Question {
  readonly words: (name: string) => string
  readonly sql: string
  readonly values?: readonly (string | number)[]
}

/** Most rows that one question names. */
const mostNamed = 20

/** Asks for rows that shouldn't be there. */
export async function findAll(tables: Tables, questions: readonly Question[]): Promise<string[]> {
  const findings: string[] = []
  for (const { words, sql, values = [] } of questions) findings.push(...(await tables.names(`${sql} LIMIT ${mostNamed}`, ...values)).map(words))
  return findings
}

/** Holds when no question finds anything. */
export const askAll = async (tables: Tables, looked: string, questions: readonly Question[]): Promise<Look> => judge(await findAll(tables, questions), looked)
