import { html, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import type { DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { Finding } from '../../domain/catalogue/findings.ts'

/** What the parts and fields are called in which something is edited. */
export interface EditorWords {
  readonly section: (language: Language, content: DraftContent, section: string) => string
  readonly field: (language: Language, name: string) => string
  readonly hint: (language: Language, name: string) => string | undefined
  readonly choice: (language: Language, choice: string) => string
}

/** What a linter says is written for whoever writes JSON, in English: so it says which field it is about, in the reader's language. */
export const findingInWords = (words: EditorWords, language: Language, content: DraftContent, { section, field, problem }: Finding): Raw =>
  html`${words.section(language, content, section)}${section !== 'json' && `, ${words.field(language, field)}`}: <span lang="en">${problem}</span>`
