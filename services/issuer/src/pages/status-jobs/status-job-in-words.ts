import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { Language } from '@counterfoil/ui/words'
import { isJobChange, type JobChange, type StatusJob } from '../../domain/status-jobs/status-job.ts'
import type { JobInWords } from '../../use-cases/status-jobs/approve-status-job.ts'
import { statusInWords } from '../status-tag.ts'
import { statusChangeWords } from '../words/statuses.ts'
import { statusJobWords } from '../words/status-jobs.ts'

const inBoth = (text: (language: Language) => string): Bilingual => ({ en: text('en'), cy: text('cy') })

/** The reason of a change, in the words that it was chosen by. */
export function reasonInWords(language: Language, change: JobChange, reason: string): string {
  const words: Readonly<Record<string, string>> = statusChangeWords[language].changes[change].reasons
  return words[reason] ?? reason
}

/** What a change is called: of one otherwise than of many. */
export const jobTitle = ({ change, many }: Pick<StatusJob, 'change' | 'many'>, language: Language): string => statusJobWords[language][many === 1 ? 'oneTitles' : 'titles'][change]

/** A change of many, as whoever has to approve it reads of it. */
export const statusJobInWords: JobInWords = {
  title: (change) => inBoth((language) => (isJobChange(change) ? statusJobWords[language].titles[change] : change)),
  rows: {
    many: inBoth((language) => statusJobWords[language].check.rows.many),
    toChange: inBoth((language) => statusJobWords[language].check.rows.toChange),
    types: inBoth((language) => statusJobWords[language].check.rows.types),
    reason: inBoth((language) => statusJobWords[language].detail.why),
  },
  telling: { title: inBoth((language) => statusJobWords[language].telling.legend), of: (telling) => inBoth((language) => statusJobWords[language].telling.ways[telling]) },
  reason: (change, reason) => inBoth((language) => (isJobChange(change) ? reasonInWords(language, change, reason) : reason)),
  standing: (credential, now) => inBoth((language) => statusInWords(credential, now, language)),
}
