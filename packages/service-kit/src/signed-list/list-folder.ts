import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { emptyList, judgeEntries, type JudgedList, type ListIdentity } from '@counterfoil/shared/signed-list/judge-entries'
import { ConfigurationError } from '../config/read-env.ts'
import { verifyEs256ByJwk } from '../crypto/es256.ts'
import { systemClock } from '../system/system-clock.ts'

/** The consortium's list where it is written: a file that only grows. */
export interface ListFolder {
  /** One entry a line, as they are published. */
  texts(): readonly string[]
  /** The list as every reader would judge it. Throws `ListDoubtful` for one that was tampered with. */
  judged(): Promise<JudgedList>
  /** Appends an entry that every reader would accept, and answers the list after it. Throws `ListDoubtful` for any other. */
  append(text: string): Promise<JudgedList>
}

export const entriesFile = (folder: string): string => join(folder, 'entries.jsonl')

export const readEntries = (folder: string): readonly string[] => (existsSync(entriesFile(folder)) ? readFileSync(entriesFile(folder), 'utf8').split('\n').filter((line) => line !== '') : [])

/** Opens the list in a folder. Entries are judged before they are written: what stands there can't be taken back. */
export function listFolder(folder: string, identity: ListIdentity): ListFolder {
  const judge = (from: JudgedList, texts: readonly string[]): Promise<JudgedList> => judgeEntries(from, texts, { ...identity, verify: verifyEs256ByJwk, now: systemClock.now() })
  const texts = (): readonly string[] => readEntries(folder)
  return {
    texts,
    judged: () => judge(emptyList, texts()),
    append: async (text) => {
      mkdirSync(folder, { recursive: true })
      const unlock = lock(join(folder, 'entries.lock'))
      try {
        const after = await judge(await judge(emptyList, texts()), [text])
        appendLine(entriesFile(folder), text)
        return after
      } finally {
        unlock()
      }
    },
  }
}

/** Two entries of one number would end the list for good. */
function lock(file: string): () => void {
  try {
    closeSync(openSync(file, 'wx'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new ConfigurationError(`Somebody else is writing the list; if nobody is, remove ${file}.`, { cause })
  }
  return () => rmSync(file, { force: true })
}

function appendLine(file: string, text: string): void {
  const handle = openSync(file, 'a')
  try {
    writeSync(handle, `${text}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
