import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import { emptyList, judgeEntries, type JudgedList, type ListIdentity } from '@counterfoil/shared/signed-list/judge-entries'
import { locked } from '../config/locked.ts'
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

/** The lines of a file that only grows; a last one without its end was cut off while it was written, and is none. */
export const readLines = (file: string): readonly string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).filter((line) => line !== '') : [])

export const readEntries = (folder: string): readonly string[] => readLines(entriesFile(folder))

/** Opens the list in a folder. Entries are judged before they are written: what stands there can't be taken back. */
export function listFolder(folder: string, identity: ListIdentity): ListFolder {
  const judge = (from: JudgedList, texts: readonly string[]): Promise<JudgedList> => judgeEntries(from, texts, { ...identity, verify: verifyEs256ByJwk, now: systemClock.now() })
  const texts = (): readonly string[] => readEntries(folder)
  return {
    texts,
    judged: () => judge(emptyList, texts()),
    append: async (text) => {
      mkdirSync(folder, { recursive: true })
      // Two entries of one number would end the list for good.
      return locked(join(folder, 'entries.lock'), async (mustHold) => {
        const before = texts()
        const after = await judge(await judge(emptyList, before), [text])
        mustHold()
        appendLine(entriesFile(folder), text, before.length)
        return after
      })
    },
  }
}

/** Puts a line behind so many others of a file that only grows, for good; one that was cut off there gives way. Throws `ListDoubtful` when others came meanwhile. */
export function appendLine(file: string, text: string, behind: number): void {
  if (readLines(file).length !== behind) throw new ListDoubtful('another line came first')
  const whole = existsSync(file) ? readFileSync(file).lastIndexOf(10) + 1 : 0
  const handle = openSync(file, 'a')
  try {
    ftruncateSync(handle, whole)
    writeSync(handle, `${text}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
