import type { ExplainedWrite } from './explained-write.ts'
import type { Proof, ProvedWrite } from './proof.ts'

const dayOf = (at: number): string => new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')
const isAnchor = ({ write, why }: ProvedWrite): boolean => why === null && (write?.kind.startsWith('anchor of ') ?? false)

/** What each write is, line by line; anchors, which are many and alike, only when it is asked for. */
export function linesOfWrites({ writes }: Proof, withAnchors: boolean): readonly string[] {
  return writes.flatMap((one) => (isAnchor(one) && !withAnchors ? [] : linesOf(one)))
}

function linesOf({ spot, at, name, from, undone, told, write, why }: ProvedWrite): readonly string[] {
  const what = write === null ? 'UNEXPLAINED' : `${write.of} ${write.words}`
  const by = told === null ? '' : `  [${told.reason}, by ${told.actor}]`
  const wrong = why === null ? [] : [`             !! ${why}  ${name} from ${from}`]
  return [`${spot.padStart(12)}  ${dayOf(at)}  ${what}${undone ? '  (undone by the ledger)' : ''}${by}`, ...(write?.parts ?? []).map(partLine), ...wrong]
}

const partLine = ({ words }: ExplainedWrite): string => `                              ${words}`

interface Group {
  readonly kind: string
  readonly writes: number
  readonly bytes: number
  readonly of: ReadonlySet<string>
}

/** What was written, by kind. */
export function tableOf({ writes }: Proof): readonly string[] {
  const groups = [...Map.groupBy(writes, ({ write }) => write?.kind ?? 'UNEXPLAINED')].map(
    ([kind, all]): Group => ({ kind, writes: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), of: new Set(all.map(({ write, from }) => write?.of ?? from)) }),
  )
  const row = (kind: string, count: string, bytes: string, of: string): string => `${kind.padEnd(30)} ${count.padStart(7)} ${bytes.padStart(9)}  ${of}`
  return [row('kind', 'writes', 'bytes', 'of'), ...groups.map(({ kind, writes: count, bytes, of }) => row(kind, `${count}`, `${bytes}`, [...of].join(', ')))]
}

/** Whether everything is explained, and the sentence that says so or names what isn't. */
export function conclusionOf({ looked, writes, others, missing }: Proof): { readonly holds: boolean; readonly words: string } {
  const wrong = writes.filter(({ why }) => why !== null)
  const bytes = writes.reduce((sum, one) => sum + one.bytes, 0)
  const beside = others === 0 ? '' : ` ${others} transactions there are of others and touch nothing of ours.`
  if (wrong.length === 0 && missing.length === 0) return { holds: true, words: `All ${bytes} bytes of ${looked} are facts about organisations: nothing is written for a citizen or a credential.${beside}` }
  const named = [...wrong.map(({ name, spot, why }) => `${name} in ${spot}: ${why}`), ...missing]
  return { holds: false, words: `Not proved. Of ${looked}, ${wrong.length} are unexplained.\n${named.map((name) => `  ${name}`).join('\n')}` }
}

/** What somebody who watches the ledger, or the list, sees of a deployment, without the values: kinds in their order, with their lengths. */
export const traceOf = ({ writes }: Proof): readonly string[] => writes.map(({ write, bytes }) => `${write?.kind ?? 'UNEXPLAINED'} of ${write?.of ?? 'somebody'}, ${bytes} bytes${(write?.parts ?? []).map(({ kind }) => `, ${kind}`).join('')}`)
