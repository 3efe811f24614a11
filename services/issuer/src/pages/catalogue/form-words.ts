import type { Language } from '@counterfoil/ui/words'
import { objectIn, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import type { TypeOfForm } from '../../domain/catalogue/form-fields.ts'
import { claimsIn } from '../../domain/catalogue/type-fields.ts'
import { editorWords } from '../words/catalogue/editor.ts'
import { formEditorWords } from '../words/catalogue/form-editor.ts'
import type { EditorWords } from './editor-words.ts'

type Words = (typeof formEditorWords)['en']
const isKeyOf = <Of extends object>(of: Of, key: string): key is keyof Of & string => Object.hasOwn(of, key)

/** What the parts and fields of a draft are called: claims by the names that people have for them. */
export function formWordsOf(content: DraftContent, typeOf: TypeOfForm): EditorWords {
  const type = typeOf(objectIn(content) ?? {})
  const labelAt = (language: Language, path: string): string => type?.claims.find((claim) => claim.path.join('.') === path)?.label[language] ?? path
  const claimCalled = (language: Language, of: DraftContent, id: string): string => {
    const path = claimsIn(objectIn(of) ?? {}).find((claim) => claim['id'] === id)?.['path']
    return Array.isArray(path) ? labelAt(language, path.join('.')) : id
  }
  return {
    section: (language, of, section) => {
      const words: Words['sections'] = formEditorWords[language].sections
      if (section.startsWith('claim.')) return words.claim(claimCalled(language, of, section.slice('claim.'.length)))
      return section !== 'claim' && isKeyOf(words, section) ? (words[section as Exclude<keyof typeof words, 'claim'>]) : editorWords[language].json
    },
    field: (language, name) => {
      if (name.startsWith('need.')) return labelAt(language, name.slice('need.'.length))
      const [, base = name, said] = /^(.*)\.(en|cy)$/.exec(name) ?? []
      const words = formEditorWords[language].fields
      const what = isKeyOf(words, base) ? words[base] : editorWords[language].json
      return said === undefined ? what : editorWords[language][said === 'en' ? 'inEnglish' : 'inWelsh'](what)
    },
    hint: (language, name) => {
      const hints = formEditorWords[language].hints
      const base = name.replace(/\.(en|cy)$/, '')
      return isKeyOf(hints, base) ? hints[base] : undefined
    },
    choice: (language, choice) => {
      const choices = formEditorWords[language].needs
      return isKeyOf(choices, choice) ? choices[choice] : choice
    },
  }
}
