import type { CouncilForm, FormField } from './form.ts'
import { address, dateOfBirth, firstName, lastName } from './person-fields.ts'

/** A browser would offer what it knows of whoever sits at it. @see WCAG 2.2, 1.3.5 */
const ofAnother = ({ autocomplete: _own, ...field }: FormField): FormField => field

/** Filled in for a child, by whoever may act for the child. */
export const schoolTravel: CouncilForm = {
  id: 'school-travel',
  title: { en: 'Apply for a child’s travel to school', cy: 'Gwneud cais am gludiant plentyn i’r ysgol' },
  summary: {
    en: 'Use this service to apply for a place on the school bus for a child whom you are responsible for.',
    cy: 'Defnyddiwch y gwasanaeth hwn i wneud cais am le ar y bws ysgol i blentyn yr ydych yn gyfrifol amdano.',
  },
  needed: [
    { en: 'your name', cy: 'eich enw' },
    { en: 'the child’s name, date of birth and address', cy: 'enw, dyddiad geni a chyfeiriad y plentyn' },
  ],
  asks: { en: 'your name, that you may act for the child, and the child’s name, date of birth and address', cy: 'eich enw, y cewch weithredu dros y plentyn, ac enw, dyddiad geni a chyfeiriad y plentyn' },
  groups: [
    { heading: { en: 'About you', cy: 'Amdanoch chi' }, fields: [firstName, lastName] },
    {
      heading: { en: 'About the child', cy: 'Am y plentyn' },
      fields: [
        { ...ofAnother(firstName), name: 'child_first_name', claim: 'child_first_name', label: { en: 'Child’s first name', cy: 'Enw cyntaf y plentyn' }, missing: { en: 'Enter the child’s first name', cy: 'Rhowch enw cyntaf y plentyn' } },
        { ...ofAnother(lastName), name: 'child_last_name', claim: 'child_last_name', label: { en: 'Child’s last name', cy: 'Cyfenw’r plentyn' }, missing: { en: 'Enter the child’s last name', cy: 'Rhowch gyfenw’r plentyn' } },
        { ...ofAnother(dateOfBirth), name: 'child_date_of_birth', claim: 'child_date_of_birth', label: { en: 'Child’s date of birth', cy: 'Dyddiad geni’r plentyn' }, hint: { en: 'For example, 31 3 2018', cy: 'Er enghraifft, 31 3 2018' }, missing: { en: 'Enter the child’s date of birth', cy: 'Rhowch ddyddiad geni’r plentyn' } },
      ],
    },
    { heading: { en: 'Where the child lives', cy: 'Ble mae’r plentyn yn byw' }, fields: address.fields.filter(({ name }) => name !== 'uprn').map(ofAnother) },
  ],
  referencePrefix: 'ST',
}
