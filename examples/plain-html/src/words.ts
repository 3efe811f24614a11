/** Machine-made Welsh: a translator has still to read it. */
export const words = {
  en: {
    title: 'Renew a Blue Badge',
    asks: 'your name, your address and, if you choose, your date of birth',
    first_name: 'First name',
    last_name: 'Last name',
    date_of_birth: 'Date of birth',
    address_line_1: 'Address',
    town: 'Town',
    postcode: 'Postcode',
    uprn: 'Property reference number (UPRN)',
    badge_number: 'Badge number (if you have it to hand)',
    send: 'Send',
    sent: 'Sent',
    verified: 'From a credential, and checked',
    changed: 'The credential said something else',
    not_provided: 'Typed',
  },
  cy: {
    title: 'Adnewyddu Bathodyn Glas',
    asks: 'eich enw, eich cyfeiriad ac, os dewiswch, eich dyddiad geni',
    first_name: 'Enw cyntaf',
    last_name: 'Cyfenw',
    date_of_birth: 'Dyddiad geni',
    address_line_1: 'Cyfeiriad',
    town: 'Tref',
    postcode: 'Cod post',
    uprn: 'Rhif cyfeirnod yr eiddo (UPRN)',
    badge_number: 'Rhif y bathodyn (os yw wrth law)',
    send: 'Anfon',
    sent: 'Anfonwyd',
    verified: 'O dystysgrif ddigidol, ac wedi’i wirio',
    changed: 'Dywedodd y dystysgrif rywbeth arall',
    not_provided: 'Teipiwyd',
  },
} as const

export type Language = keyof typeof words
