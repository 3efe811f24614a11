import { html, radios, textarea, type Raw } from '@counterfoil/ui/components'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Finding } from '../../domain/catalogue/findings.ts'
import { typeEditor } from '../../domain/catalogue/type-editor.ts'
import type { StaffView } from '../staff-page.ts'
import { typeEditorWords } from '../words/catalogue/type-editor.ts'
import { errorOf, sectionPage, type EditedSection } from './section-page.ts'
import { typeWords } from './type-words.ts'

interface TypeSectionModel extends EditedSection {
  /** Whose pictures can be taken. */
  readonly types: readonly CredentialType[]
}

/** One part of a type as a form. */
export const typeSectionPage = (view: StaffView, { types, ...edited }: TypeSectionModel): string =>
  sectionPage(view, {
    ...edited,
    editor: typeEditor,
    words: typeWords,
    at: `/staff/catalogue/drafts/${edited.draft.id}`,
    jsonHint: typeEditorWords[view.language].hints.json,
    more: edited.section === 'card' && pictureFields(view, edited.content.art, types, edited.findings),
  })

/** A picture of another type, or a drawing of one's own: what isn't plain shapes is refused, whoever drew it. */
function pictureFields(view: StaffView, art: string, types: readonly CredentialType[], findings: readonly Finding[]): Raw {
  const words = typeEditorWords[view.language]
  return html`${radios({
    name: 'picture',
    value: 'own',
    fieldset: { legend: { text: words.picture, classes: 'govuk-fieldset__legend--m' } },
    items: [
      { value: 'own', text: words.ownPicture },
      ...types.map(({ id, name }) => ({ value: id, text: words.pictureOf(name[view.language]) })),
    ],
  })}${textarea({ name: 'art', rows: 8, spellcheck: false, value: art, classes: 'cf-exact', label: { text: words.fields.art }, hint: { text: words.hints.art }, errorMessage: errorOf(view, findings, 'art') })}`
}
