import { isJsonObject } from '@counterfoil/shared/kernel/json'
import type { Language } from '@counterfoil/ui/words'
import { objectIn, type DraftContent } from '../../domain/catalogue/draft-content.ts'
import { claimsIn, pathOf } from '../../domain/catalogue/type-fields.ts'
import { editorWords } from '../words/catalogue/editor.ts'
import { typeEditorWords } from '../words/catalogue/type-editor.ts'
import type { EditorWords } from './editor-words.ts'

type FieldName = keyof (typeof typeEditorWords)['en']['fields']

/** What a part of a type is called: a claim by the name that people have for it. */
function sectionInWords(language: Language, content: DraftContent, section: string): string {
  const words = typeEditorWords[language].sections
  if (section === 'words' || section === 'rules' || section === 'card') return words[section]
  if (!section.startsWith('claim.')) return editorWords[language].json
  const path = section.slice('claim.'.length)
  const label = claimsIn(objectIn(content) ?? {}).find((claim) => pathOf(claim) === path)?.['label']
  const name = isJsonObject(label) ? label[language] : undefined
  return words.claim(typeof name === 'string' && name !== '' ? name : path)
}

/** What a field is called: `label.cy` is the Welsh of a label. */
function fieldInWords(language: Language, name: string): string {
  const words = typeEditorWords[language]
  const both = /^(name|description|label|alt|value\.([a-z0-9_]+))\.(en|cy)$/.exec(name)
  if (both !== null) {
    const [, of = '', word, said] = both
    const what = word === undefined ? words.fields[of as 'name'] : words.fields.value(word)
    return editorWords[language][said === 'en' ? 'inEnglish' : 'inWelsh'](what)
  }
  const own = Object.hasOwn(words.fields, name) ? words.fields[name as Exclude<FieldName, 'value'>] : undefined
  return own ?? editorWords[language].json
}

const hints: Readonly<Record<string, 'endsOn' | 'suspension' | 'offeredWhen' | 'colour' | 'disclosable' | 'alwaysBecause' | 'field'>> = {
  endsOn: 'endsOn', suspension: 'suspension', offeredWhen: 'offeredWhen', background: 'colour', text: 'colour', disclosable: 'disclosable', alwaysBecause: 'alwaysBecause', field: 'field',
} // prettier-ignore

export const typeWords: EditorWords = {
  section: sectionInWords,
  field: fieldInWords,
  hint: (language, name) => {
    const hint = Object.hasOwn(hints, name) ? hints[name] : undefined
    return hint === undefined ? undefined : typeEditorWords[language].hints[hint]
  },
  choice: (_, choice) => choice,
}
