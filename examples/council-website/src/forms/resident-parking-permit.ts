import type { CouncilForm } from './form.ts'
import { address, firstName, lastName } from './person-fields.ts'

export const residentParkingPermit: CouncilForm = {
  id: 'resident-parking-permit',
  title: { en: 'Apply for a resident parking permit', cy: 'Gwneud cais am drwydded barcio i breswylwyr' },
  summary: {
    en: 'Use this service to apply for a permit to park on your street.',
    cy: 'Defnyddiwch y gwasanaeth hwn i wneud cais am drwydded i barcio ar eich stryd.',
  },
  needed: [
    { en: 'your name and address', cy: 'eich enw a’ch cyfeiriad' },
    { en: 'your vehicle’s registration number', cy: 'rhif cofrestru eich cerbyd' },
  ],
  asks: { en: 'your name and your address', cy: 'eich enw a’ch cyfeiriad' },
  groups: [
    { heading: { en: 'About you', cy: 'Amdanoch chi' }, fields: [firstName, lastName] },
    address,
    {
      heading: { en: 'Your vehicle', cy: 'Eich cerbyd' },
      fields: [
        {
          name: 'vehicle_registration',
          kind: 'text',
          label: { en: 'Vehicle registration number', cy: 'Rhif cofrestru’r cerbyd' },
          hint: { en: 'For example, AB12 CDE', cy: 'Er enghraifft, AB12 CDE' },
          width: 'govuk-input--width-10',
          spellcheck: false,
          required: true,
          missing: { en: 'Enter your vehicle registration number', cy: 'Rhowch rif cofrestru eich cerbyd' },
          wrong: { en: 'Vehicle registration number must be 2 to 8 letters and numbers, like AB12 CDE', cy: 'Rhaid i rif cofrestru’r cerbyd fod yn 2 i 8 llythyren a rhif, fel AB12 CDE' },
          accepts: (value) => /^[A-Z0-9]{2,8}$/i.test(value.replaceAll(' ', '')),
        },
      ],
    },
  ],
  referencePrefix: 'RP',
}
