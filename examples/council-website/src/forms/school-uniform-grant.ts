import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { CouncilForm, FieldGroup, FormField } from './form.ts'
import { firstName, lastName } from './person-fields.ts'

const future: Bilingual = { en: 'For example, 31 3 2027', cy: 'Er enghraifft, 31 3 2027' }
const untilDay = (name: string, label: Bilingual, wrong: Bilingual): FormField => ({ name, kind: 'date', claim: name, label, hint: future, required: false, missing: { en: '', cy: '' }, wrong, accepts: (value) => value !== '' })

/** A row for each credential that says of a child what entitles to the grant. */
const childAt = (row: number): FieldGroup => ({
  heading: { en: `Child ${row} (optional)`, cy: `Plentyn ${row} (dewisol)` },
  fields: [
    { name: `child_${row}_first_name`, kind: 'text', claim: `child_${row}_first_name`, label: { en: `First name of child ${row}`, cy: `Enw cyntaf plentyn ${row}` }, spellcheck: false, width: 'govuk-!-width-two-thirds', required: false, missing: { en: '', cy: '' }, wrong: firstName.wrong, accepts: firstName.accepts },
    untilDay(`child_${row}_until`, { en: `Last day of free school meals of child ${row}`, cy: `Diwrnod olaf prydau ysgol am ddim plentyn ${row}` }, { en: `The last day of free school meals of child ${row} must be a real date`, cy: `Rhaid i ddiwrnod olaf prydau ysgol am ddim plentyn ${row} fod yn ddyddiad go iawn` }),
  ],
})

/** Filled from one credential or another, whichever the applicant has and takes; of one of the two from as many as they have children. */
export const schoolUniformGrant: CouncilForm = {
  id: 'school-uniform-grant',
  title: { en: 'Apply for a school uniform grant', cy: 'Gwneud cais am grant gwisg ysgol' },
  summary: {
    en: 'Use this service if your Council Tax is reduced, or your children have free school meals.',
    cy: 'Defnyddiwch y gwasanaeth hwn os yw eich Treth Gyngor wedi’i gostwng, neu os yw eich plant yn cael prydau ysgol am ddim.',
  },
  needed: [
    { en: 'your name', cy: 'eich enw' },
    { en: 'the letter about your Council Tax Reduction, or about the free school meals of each child', cy: 'y llythyr am eich Gostyngiad Treth Gyngor, neu am brydau ysgol am ddim pob plentyn' },
  ],
  asks: { en: 'your name and either until when your Council Tax is reduced, or which of your children have free school meals and until when', cy: 'eich enw a naill ai tan pryd y mae eich Treth Gyngor wedi’i gostwng, neu pa rai o’ch plant sy’n cael prydau ysgol am ddim a than pryd' },
  groups: [
    { heading: { en: 'About you', cy: 'Amdanoch chi' }, fields: [firstName, lastName] },
    {
      heading: { en: 'If your Council Tax is reduced', cy: 'Os yw eich Treth Gyngor wedi’i gostwng' },
      fields: [untilDay('entitled_until', { en: 'Last day of your Council Tax Reduction', cy: 'Diwrnod olaf eich Gostyngiad Treth Gyngor' }, { en: 'The last day of your Council Tax Reduction must be a real date', cy: 'Rhaid i ddiwrnod olaf eich Gostyngiad Treth Gyngor fod yn ddyddiad go iawn' })],
    },
    ...[1, 2, 3].map(childAt),
  ],
  referencePrefix: 'SU',
}
