import type { Answers, LedgerReader, Question } from '@counterfoil/shared/ledger/ledger-reader'

/** What a node answers to a question, in the form that readers give it. */
export type NodeAnswer = (question: Question<unknown>) => unknown

/** A node of a ledger at the border: it answers, is away or hangs as it is told. */
export const nodeThat = (answer: NodeAnswer): LedgerReader => ({
  ask: async (questions) => (await Promise.all(questions.map(async (question) => answer(question)))) as Answers<typeof questions>,
})
