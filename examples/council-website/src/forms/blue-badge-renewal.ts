import type { CouncilForm } from './form.ts'
import { address, badgeNumber, dateOfBirth, firstName, lastName } from './person-fields.ts'

export const blueBadgeRenewal: CouncilForm = {
  id: 'blue-badge-renewal',
  title: { en: 'Renew a Blue Badge', cy: 'Adnewyddu Bathodyn Glas' },
  summary: {
    en: 'Use this service to renew a Blue Badge before it runs out.',
    cy: 'Defnyddiwch y gwasanaeth hwn i adnewyddu Bathodyn Glas cyn iddo ddod i ben.',
  },
  needed: [
    { en: 'your name, date of birth and address', cy: 'eich enw, eich dyddiad geni a’ch cyfeiriad' },
    { en: 'the number on your badge, if you have it to hand', cy: 'y rhif ar eich bathodyn, os yw wrth law' },
  ],
  asks: { en: 'your name, your address and, if you choose, your date of birth', cy: 'eich enw, eich cyfeiriad ac, os dewiswch, eich dyddiad geni' },
  groups: [
    { heading: { en: 'About you', cy: 'Amdanoch chi' }, fields: [firstName, lastName, dateOfBirth] },
    address,
    {
      heading: { en: 'Your badge', cy: 'Eich bathodyn' },
      fields: [badgeNumber],
    },
  ],
  referencePrefix: 'BB',
}
