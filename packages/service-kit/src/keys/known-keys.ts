import { KeyMisconfigured, type CustodyKey, type KeyKeeper } from './key-keeper.ts'

/** What a keeper holds, remembered: asking a distant one takes many questions, and what it holds changes through here. */
export interface KnownKeys {
  /** Asks the keeper. */
  list(): Promise<readonly CustodyKey[]>
  /** Throws `KeyMisconfigured` when there is none. */
  find(id: string): Promise<CustodyKey>
  forget(id: string): void
}

export function knownKeys(keeper: Pick<KeyKeeper, 'list'>): KnownKeys {
  const known = new Map<string, CustodyKey>()
  const list = async (): Promise<readonly CustodyKey[]> => {
    const keys = await keeper.list()
    known.clear()
    for (const key of keys) known.set(key.id, key)
    return keys
  }
  return {
    list,
    find: async (id) => {
      const key = known.get(id) ?? (await list()).find((one) => one.id === id)
      if (key === undefined) throw new KeyMisconfigured(`There is no key ${id} in custody.`)
      return key
    },
    forget: (id) => void known.delete(id),
  }
}

/** Loading may unwrap a key or ask a distant service; what was loaded is there for the whole process. */
export function loadedOnce<Signer>(load: (key: CustodyKey) => Promise<Signer>): { load(key: CustodyKey): Promise<Signer>; forget(id: string): void } {
  const loaded = new Map<string, Promise<Signer>>()
  return {
    load: (key) => {
      const signer = loaded.get(key.id) ?? load(key)
      loaded.set(key.id, signer)
      // What failed once is tried again.
      signer.catch(() => loaded.delete(key.id))
      return signer
    },
    forget: (id) => void loaded.delete(id),
  }
}
