import type { TagColour } from '../components/tag.ts'
import { bilingual } from './bilingual.ts'

/** How a credential stands, as a person reads it. */
export type CredentialStatus = 'active' | 'suspended' | 'expired' | 'withdrawn' | 'unknown'

/** The status in one or two words, and what it means for whoever holds the credential. */
export const statusWords = bilingual({
  en: {
    active: { label: 'Active', meaning: 'You can use this credential.' },
    suspended: { label: 'Suspended', meaning: 'You can’t use it for now. The council that issued it can tell you why, and can make it active again.' },
    expired: { label: 'Expired', meaning: 'Its last day has passed. Ask the council that issued it for a new one.' },
    withdrawn: { label: 'Withdrawn', meaning: 'The council that issued it has withdrawn it for good. Contact them if you think this is a mistake.' },
    unknown: { label: 'Can’t tell', meaning: 'We can’t check it just now. Try again when you are online.' },
  },
  cy: {
    active: { label: 'Gweithredol', meaning: 'Gallwch ddefnyddio’r dystysgrif ddigidol hon.' },
    suspended: { label: 'Wedi’i hatal', meaning: 'Ni allwch ei defnyddio am y tro. Gall y cyngor a’i rhoddodd ddweud pam, a’i gwneud yn weithredol eto.' },
    expired: { label: 'Wedi dod i ben', meaning: 'Mae ei diwrnod olaf wedi mynd heibio. Gofynnwch i’r cyngor a’i rhoddodd am un newydd.' },
    withdrawn: { label: 'Wedi’i thynnu’n ôl', meaning: 'Mae’r cyngor a’i rhoddodd wedi’i thynnu’n ôl am byth. Cysylltwch â nhw os ydych yn credu mai camgymeriad yw hyn.' },
    unknown: { label: 'Methu dweud', meaning: 'Ni allwn ei gwirio ar hyn o bryd. Rhowch gynnig arall arni pan fyddwch ar-lein.' },
  },
})

/** Colour of each status's tag; the words carry the meaning. */
export const statusColours: Readonly<Record<CredentialStatus, TagColour>> = {
  active: 'green',
  suspended: 'yellow',
  expired: 'grey',
  withdrawn: 'red',
  unknown: 'blue',
}
