import type { CouncilForm } from './form.ts'
import { address, badgeNumber, firstName, lastName } from './person-fields.ts'

/** Filled from three credentials, one of which it can do without. */
export const leisureConcession: CouncilForm = {
  id: 'leisure-concession',
  title: { en: 'Apply for cheaper leisure and swimming', cy: 'Gwneud cais am hamdden a nofio rhatach' },
  summary: {
    en: 'Use this service to pay less at our leisure centres if your Council Tax is reduced.',
    cy: 'Defnyddiwch y gwasanaeth hwn i dalu llai yn ein canolfannau hamdden os yw eich Treth Gyngor wedi’i gostwng.',
  },
  needed: [
    { en: 'your name and address', cy: 'eich enw a’ch cyfeiriad' },
    { en: 'the letter about your Council Tax Reduction', cy: 'y llythyr am eich Gostyngiad Treth Gyngor' },
    { en: 'your Blue Badge, if you have one', cy: 'eich Bathodyn Glas, os oes gennych un' },
  ],
  asks: { en: 'your name, your date of birth and your address, until when your Council Tax is reduced and, if you choose, the number of your Blue Badge', cy: 'eich enw, eich dyddiad geni a’ch cyfeiriad, tan pryd y mae eich Treth Gyngor wedi’i gostwng ac, os dewiswch, rhif eich Bathodyn Glas' },
  groups: [
    { heading: { en: 'About you', cy: 'Amdanoch chi' }, fields: [firstName, lastName] },
    address,
    {
      heading: { en: 'What entitles you', cy: 'Beth sy’n rhoi hawl i chi' },
      fields: [
        {
          name: 'reduction_until',
          kind: 'date',
          claim: 'reduction_until',
          label: { en: 'Last day of your Council Tax Reduction', cy: 'Diwrnod olaf eich Gostyngiad Treth Gyngor' },
          hint: { en: 'For example, 31 3 2027', cy: 'Er enghraifft, 31 3 2027' },
          required: true,
          missing: { en: 'Enter the last day of your Council Tax Reduction', cy: 'Rhowch ddiwrnod olaf eich Gostyngiad Treth Gyngor' },
          wrong: { en: 'The last day of your Council Tax Reduction must be a real date', cy: 'Rhaid i ddiwrnod olaf eich Gostyngiad Treth Gyngor fod yn ddyddiad go iawn' },
          accepts: (value) => value !== '',
        },
        { ...badgeNumber, claim: 'badge_number' },
      ],
    },
  ],
  referencePrefix: 'LC',
}
