import { LedgerDoubtful, LedgerUnavailable, type Answers, type LedgerReader, type Question } from './ledger-reader.ts'

export interface AgreeingNodesOptions {
  /** How many nodes must give the same answers. */
  readonly needed: number
  /** Told when nodes contradict each other, whether or not enough agree: an operator has to look. */
  readonly onDisagreement?: () => void
  /** Milliseconds after which nodes that contradict each other are asked once more: one may have been a block behind. */
  readonly again?: number
}

interface Told {
  readonly answers: readonly unknown[]
  readonly compared: string
}

// Honest nodes see a new block a moment apart; that it exists is never what a decision rests on.
const isHead = ({ method, params }: Question<unknown>): boolean => method === 'eth_getBlockByNumber' && params[0] === 'latest'
const comparable = (questions: readonly Question<unknown>[], answers: readonly unknown[]): string =>
  JSON.stringify(answers.filter((_, place) => !isHead(questions[place] as Question<unknown>)), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

/**
 * Several nodes of one ledger, all asked at once, believed when enough of them say the same: a single one that lies, or is
 * lied to, decides nothing. Too few answers are no answer; contradicting ones are doubtful.
 */
export function agreeingNodes(nodes: readonly LedgerReader[], { needed, onDisagreement = () => {}, again = 500 }: AgreeingNodesOptions): LedgerReader {
  return {
    ask: async (questions, signal) => {
      const first = await askAll(nodes, questions, needed, signal)
      const told = first.agreed === null && first.answered >= needed ? await onceMore(() => askAll(nodes, questions, needed, signal), again) : first
      if (told.differ) onDisagreement()
      if (told.agreed !== null) return told.agreed as Answers<typeof questions> // each node was asked the same questions
      if (told.answered < needed) throw new LedgerUnavailable(`${told.answered} of ${needed} nodes`)
      throw new LedgerDoubtful('its nodes contradict each other')
    },
  }
}

interface Poll {
  /** The answers that enough nodes gave; null when none were given by enough. */
  readonly agreed: readonly unknown[] | null
  readonly answered: number
  readonly differ: boolean
}

/** Asks all, and waits for no more of them than it takes. */
function askAll(nodes: readonly LedgerReader[], questions: readonly Question<unknown>[], needed: number, signal?: AbortSignal): Promise<Poll> {
  return new Promise((resolve) => {
    const told: Told[] = []
    let open = nodes.length
    const look = (): void => {
      const differ = new Set(told.map(({ compared }) => compared)).size > 1
      const agreed = told.find(({ compared }) => told.filter((other) => other.compared === compared).length >= needed)
      if (agreed !== undefined || open === 0) resolve({ agreed: agreed?.answers ?? null, answered: told.length, differ })
    }
    if (nodes.length === 0) look()
    for (const node of nodes) {
      node
        .ask(questions, signal)
        .then(
          (answers: readonly unknown[]) => told.push({ answers, compared: comparable(questions, answers) }),
          () => {},
        )
        .finally(() => {
          open -= 1
          look()
        })
    }
  })
}

const onceMore = async (ask: () => Promise<Poll>, after: number): Promise<Poll> => {
  await new Promise((resolve) => setTimeout(resolve, after))
  return ask()
}
