import { closeSync, fdatasync, ftruncateSync, mkdirSync, openSync, readFileSync, write } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/** One transaction as it was accepted: with its time, the same block can be made again. */
export interface JournalEntry {
  readonly timestamp: number
  readonly raw: string
}

/** The journal holds a line that was never written by us, or lost what it had. */
export class JournalBroken extends Error {}

export interface Journal {
  /** Time of the first block. */
  readonly genesis: number
  readonly entries: readonly JournalEntry[]
  /** Resolves when the entry survives the loss of power. */
  append(entry: JournalEntry): Promise<void>
  close(): void
}

const writeText = promisify(write) as (fd: number, text: string) => Promise<unknown>
const sync = promisify(fdatasync)

const isEntry = (value: unknown): value is JournalEntry =>
  typeof value === 'object' && value !== null && Number.isSafeInteger((value as JournalEntry).timestamp) && /^0x[0-9a-f]+$/i.test((value as JournalEntry).raw)

/**
 * Opens the file that the chain is made again from. A last line that was cut off by a crash was never acknowledged, and is
 * removed; any other line that can't be read is an error.
 */
export function openJournal(file: string, now: number): Journal {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'a+', 0o600)
  const text = readFileSync(file, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length !== text.length) ftruncateSync(descriptor, Buffer.byteLength(whole))
  const lines = whole === '' ? [] : whole.trimEnd().split('\n')
  const parsed = lines.map((line, index) => parseLine(line, file, index + 1))
  const [first, ...rest] = parsed
  const genesis = first === undefined ? now : (first as { genesis?: unknown }).genesis
  if (typeof genesis !== 'number') throw new JournalBroken(`The ledger's journal ${file} does not begin as one.`)
  const entries = rest.map((value, index) => {
    if (!isEntry(value)) throw new JournalBroken(`The ledger's journal ${file} is broken at line ${index + 2}.`)
    return value
  })
  const append = async (value: object): Promise<void> => {
    await writeText(descriptor, `${JSON.stringify(value)}\n`)
    await sync(descriptor)
  }
  let ready = first === undefined ? append({ genesis }) : Promise.resolve()
  return {
    genesis,
    entries,
    append: (entry) => {
      ready = ready.then(() => append(entry))
      return ready
    },
    close: () => closeSync(descriptor),
  }
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new JournalBroken(`The ledger's journal ${file} is broken at line ${number}.`)
  }
}
