import type { FieldGroup, FormField } from './form.ts'

const name = (value: string): boolean => value.length <= 100
const line = (value: string): boolean => value.length <= 120
const postcode = (value: string): boolean => /^(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$/i.test(value)
const uprn = (value: string): boolean => /^\d{1,12}$/.test(value)

export const firstName: FormField = {
  name: 'first_name',
  kind: 'text',
  claim: 'first_name',
  label: { en: 'First name', cy: 'Enw cyntaf' },
  autocomplete: 'given-name',
  spellcheck: false,
  width: 'govuk-!-width-two-thirds',
  required: true,
  missing: { en: 'Enter your first name', cy: 'Rhowch eich enw cyntaf' },
  wrong: { en: 'First name must be 100 characters or fewer', cy: 'Rhaid i’r enw cyntaf fod yn 100 nod neu lai' },
  accepts: name,
}

export const lastName: FormField = {
  name: 'last_name',
  kind: 'text',
  claim: 'last_name',
  label: { en: 'Last name', cy: 'Cyfenw' },
  autocomplete: 'family-name',
  spellcheck: false,
  width: 'govuk-!-width-two-thirds',
  required: true,
  missing: { en: 'Enter your last name', cy: 'Rhowch eich cyfenw' },
  wrong: { en: 'Last name must be 100 characters or fewer', cy: 'Rhaid i’r cyfenw fod yn 100 nod neu lai' },
  accepts: name,
}

export const dateOfBirth: FormField = {
  name: 'date_of_birth',
  kind: 'date',
  claim: 'date_of_birth',
  label: { en: 'Date of birth', cy: 'Dyddiad geni' },
  hint: { en: 'For example, 31 3 1980', cy: 'Er enghraifft, 31 3 1980' },
  autocomplete: 'bday',
  required: true,
  missing: { en: 'Enter your date of birth', cy: 'Rhowch eich dyddiad geni' },
  wrong: { en: 'Date of birth must be a real date in the past', cy: 'Rhaid i’r dyddiad geni fod yn ddyddiad go iawn yn y gorffennol' },
  accepts: (value) => value >= '1900-01-01' && value < new Date().toISOString().slice(0, 10),
}

export const badgeNumber: FormField = {
  name: 'badge_number',
  kind: 'text',
  label: { en: 'Badge number (optional)', cy: 'Rhif y bathodyn (dewisol)' },
  hint: { en: 'The 6 letters and numbers at the bottom of the badge', cy: 'Y 6 llythyren a rhif ar waelod y bathodyn' },
  width: 'govuk-input--width-10',
  spellcheck: false,
  required: false,
  missing: { en: '', cy: '' },
  wrong: { en: 'Badge number must be 6 letters and numbers, like AB12CD', cy: 'Rhaid i rif y bathodyn fod yn 6 llythyren a rhif, fel AB12CD' },
  accepts: (value) => /^[A-Z0-9]{6}$/i.test(value.replaceAll(' ', '')),
}

/** Addresses by BS 7666: lines, town, postcode, and the number that names the property. */
export const address: FieldGroup = {
  heading: { en: 'Your address', cy: 'Eich cyfeiriad' },
  fields: [
    {
      name: 'address_line_1',
      kind: 'text',
      claim: 'address_line_1',
      label: { en: 'Address line 1', cy: 'Llinell cyfeiriad 1' },
      autocomplete: 'address-line1',
      required: true,
      missing: { en: 'Enter address line 1, typically the building and street', cy: 'Rhowch linell cyfeiriad 1, sef yr adeilad a’r stryd fel arfer' },
      wrong: { en: 'Address line 1 must be 120 characters or fewer', cy: 'Rhaid i linell cyfeiriad 1 fod yn 120 nod neu lai' },
      accepts: line,
    },
    {
      name: 'address_line_2',
      kind: 'text',
      claim: 'address_line_2',
      label: { en: 'Address line 2 (optional)', cy: 'Llinell cyfeiriad 2 (dewisol)' },
      autocomplete: 'address-line2',
      required: false,
      missing: { en: '', cy: '' },
      wrong: { en: 'Address line 2 must be 120 characters or fewer', cy: 'Rhaid i linell cyfeiriad 2 fod yn 120 nod neu lai' },
      accepts: line,
    },
    {
      name: 'town',
      kind: 'text',
      claim: 'town',
      label: { en: 'Town or city', cy: 'Tref neu ddinas' },
      autocomplete: 'address-level2',
      width: 'govuk-!-width-two-thirds',
      required: true,
      missing: { en: 'Enter your town or city', cy: 'Rhowch eich tref neu ddinas' },
      wrong: { en: 'Town or city must be 100 characters or fewer', cy: 'Rhaid i’r dref neu’r ddinas fod yn 100 nod neu lai' },
      accepts: name,
    },
    {
      name: 'postcode',
      kind: 'text',
      claim: 'postcode',
      label: { en: 'Postcode', cy: 'Cod post' },
      autocomplete: 'postal-code',
      width: 'govuk-input--width-10',
      spellcheck: false,
      required: true,
      missing: { en: 'Enter your postcode', cy: 'Rhowch eich cod post' },
      wrong: { en: 'Enter a full UK postcode, like AL1 2BC', cy: 'Rhowch god post llawn y DU, fel AL1 2BC' },
      accepts: postcode,
    },
    {
      name: 'uprn',
      kind: 'text',
      claim: 'uprn',
      label: { en: 'Property reference number (UPRN) (optional)', cy: 'Rhif cyfeirnod yr eiddo (UPRN) (dewisol)' },
      hint: { en: 'Up to 12 digits. Leave it blank if you don’t know it', cy: 'Hyd at 12 digid. Gadewch yn wag os nad ydych yn ei wybod' },
      inputmode: 'numeric',
      width: 'govuk-input--width-10',
      spellcheck: false,
      required: false,
      missing: { en: '', cy: '' },
      wrong: { en: 'Property reference number must be 1 to 12 digits', cy: 'Rhaid i rif cyfeirnod yr eiddo fod yn 1 i 12 digid' },
      accepts: uprn,
    },
  ],
}
