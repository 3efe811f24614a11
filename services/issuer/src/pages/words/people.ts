import type { ClaimProblem } from '@counterfoil/shared/catalogue/claims-schema'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { bilingual } from '@counterfoil/ui/words'

/** Words of the list of people and of one person's case. */
export const peopleWords = bilingual({
  en: {
    said: { yes: 'Yes', no: 'No' },
    title: 'People',
    search: { label: 'Search by name, postcode or council reference', button: 'Search' },
    count: (all: number) => (all === 1 ? '1 person' : `${all} people`),
    first: (shown: number) => `The first ${shown} people. There are more: search with more words to find others.`,
    none: 'No one in the council record matches. Check the spelling, or search for less.',
    caption: 'People in the council record',
    name: 'Name',
    about: 'Postcode and council reference',
    reference: 'Council reference',
    record: 'What the council record says',
    empty: 'Not in the record',
    nothing: 'The record says nothing of this person that a credential is made of.',
    incomplete: {
      title: 'The record does not hold what this credential needs',
      field: (name: string) => `Field in the record: ${name}`,
      waits: (type: string, what: string) => `A wallet asked for ${type} in vain. In the council record: ${what}`,
      waitMore: (many: number) => `Other people whose record keeps a wallet waiting: ${many}`,
      next: 'Ask whoever keeps this record to correct it in the council’s own system, then open this page again.',
      ask: (whom: string) => `Ask ${whom} to correct it in the council’s own system, then open this page again.`,
    },
    problems: {
      missing: 'is missing',
      unexpected: 'is not expected',
      wrong_type: 'is not a whole number, or not yes or no',
      wrong_length: 'is too long or too short',
      wrong_form: 'is not written as it should be',
      no_such_date: 'is not a real date, written like 1961-04-30',
      forbidden_characters: 'holds characters that cannot be used',
      not_listed: 'is not one of the words that it may be',
      out_of_range: 'is too small or too large',
      ended: 'is a day that has passed',
      no_list: 'is not a list of records, each with a reference of its own and no more than 50 of them',
    },
    offer: { button: (type: string) => `Offer credential: ${type}`, lead: 'An offer makes a link and a separate code for the person. The record is read as it is now.', steps: 'Or choose how it is handed over: e-mail, post, print or screen' },
    offers: { title: 'Offers', none: 'No offers yet.', made: 'Made', state: 'State' },
    credentials: { title: 'Credentials issued', goneFromRecord: 'not in the council record any more', none: 'None issued yet.', type: 'Type', issued: 'Issued', expires: 'Expires', why: 'Why', frozen: 'The person froze it: a device is lost', together: 'Same sign-in', along: (others: number) => `Its wallet was given ${others + 1} in turn. What you do to one is done to all`, renewable: 'May be renewed from', toRenew: 'To be renewed', status: 'Status', actions: 'Actions' },
  },
  cy: {
    said: { yes: 'Ie', no: 'Na' },
    title: 'Pobl',
    search: { label: 'Chwiliwch yn ôl enw, cod post neu gyfeirnod y cyngor', button: 'Chwilio' },
    count: (all: number) => (all === 1 ? '1 person' : `${all} o bobl`),
    first: (shown: number) => `Y ${shown} person cyntaf. Mae rhagor: chwiliwch â mwy o eiriau i ddod o hyd i eraill.`,
    none: 'Nid oes neb yng nghofnod y cyngor yn cyfateb. Gwiriwch y sillafu, neu chwiliwch am lai.',
    caption: 'Pobl yng nghofnod y cyngor',
    name: 'Enw',
    about: 'Cod post a chyfeirnod y cyngor',
    reference: 'Cyfeirnod y cyngor',
    record: 'Yr hyn y mae cofnod y cyngor yn ei ddweud',
    empty: 'Ddim yn y cofnod',
    nothing: 'Nid yw’r cofnod yn dweud dim am y person hwn y gwneir tystysgrif ohono.',
    incomplete: {
      title: 'Nid yw’r cofnod yn dal yr hyn sydd ei angen ar y dystysgrif hon',
      field: (name: string) => `Maes yn y cofnod: ${name}`,
      waits: (type: string, what: string) => `Gofynnodd waled am ${type} yn ofer. Yng nghofnod y cyngor: ${what}`,
      waitMore: (many: number) => `Pobl eraill y mae eu cofnod yn cadw waled i aros: ${many}`,
      next: 'Gofynnwch i bwy bynnag sy’n cadw’r cofnod hwn ei gywiro yn system y cyngor ei hun, yna agorwch y dudalen hon eto.',
      ask: (whom: string) => `Gofynnwch i ${whom} ei gywiro yn system y cyngor ei hun, yna agorwch y dudalen hon eto.`,
    },
    problems: {
      missing: 'ar goll',
      unexpected: 'heb ei ddisgwyl',
      wrong_type: 'ddim yn rhif cyfan, neu ddim yn ie neu na',
      wrong_length: 'yn rhy hir neu’n rhy fyr',
      wrong_form: 'heb ei ysgrifennu fel y dylai fod',
      no_such_date: 'ddim yn ddyddiad go iawn, wedi’i ysgrifennu fel 1961-04-30',
      forbidden_characters: 'yn dal nodau na ellir eu defnyddio',
      not_listed: 'ddim yn un o’r geiriau y caiff fod',
      out_of_range: 'yn rhy fach neu’n rhy fawr',
      ended: 'yn ddiwrnod sydd wedi mynd heibio',
      no_list: 'ddim yn rhestr o gofnodion, pob un â’i gyfeirnod ei hun a dim mwy na 50 ohonynt',
    },
    offer: { button: (type: string) => `Cynnig tystysgrif: ${type}`, lead: 'Mae cynnig yn gwneud dolen a chod ar wahân i’r person. Darllenir y cofnod fel y mae nawr.', steps: 'Neu dewiswch sut i’w rhoi: e-bost, post, print neu sgrin' },
    offers: { title: 'Cynigion', none: 'Dim cynigion eto.', made: 'Gwnaed', state: 'Cyflwr' },
    credentials: { title: 'Tystysgrifau a roddwyd', goneFromRecord: 'ddim yng nghofnod y cyngor mwyach', none: 'Dim un wedi’i rhoi eto.', type: 'Math', issued: 'Rhoddwyd', expires: 'Yn dod i ben', why: 'Pam', frozen: 'Rhewodd y person hi: mae dyfais ar goll', together: 'Yr un mewngofnodi', along: (others: number) => `Rhoddwyd ${others + 1} yn eu tro i’w waled. Gwneir i bob un yr hyn a wnewch i un`, renewable: 'Gellir ei hadnewyddu o', toRenew: 'I’w hadnewyddu', status: 'Statws', actions: 'Camau' },
  },
})

/** What a record lacks for a type: which facts and why, without any value. */
export const recordLacksInWords = ({ name, claims }: CredentialType, problems: readonly ClaimProblem[]): Bilingual => {
  const inLanguage = (language: 'en' | 'cy'): string => {
    const { incomplete, problems: words } = peopleWords[language]
    const what = problems.map(({ path, problem }) => `${claims.find((one) => one.path.join('.') === path.join('.'))?.label[language] ?? path.join(' ')} ${words[problem]}`)
    return incomplete.waits(name[language], what.join('; '))
  }
  return { en: inLanguage('en'), cy: inLanguage('cy') }
}

export const moreRecordsInWords = (many: number): Bilingual => ({ en: peopleWords.en.incomplete.waitMore(many), cy: peopleWords.cy.incomplete.waitMore(many) })
