import { bilingual } from '@counterfoil/ui/words'

/** Words that every staff page has about it. */
export const frameWords = bilingual({
  en: {
    service: 'Issue credentials',
    people: 'People',
    network: 'Council network',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    back: 'Back',
    problem: 'There is a problem',
    done: 'Done',
    signIn: {
      title: 'Sign in to issue credentials',
      lead: 'For staff who issue residency credentials and look after them.',
      button: 'Sign in',
      again: 'Sign in again to carry on. Nothing you saved is lost.',
    },
    signedOut: { title: 'You have signed out', lead: 'Close this window if others use this computer.' },
    startAgain: 'Go to the list of people',
  },
  cy: {
    service: 'Rhoi tystysgrifau digidol',
    people: 'Pobl',
    network: 'Rhwydwaith y cynghorau',
    signedInAs: (name: string) => `Wedi mewngofnodi fel ${name}`,
    signOut: 'Allgofnodi',
    back: 'Yn ôl',
    problem: 'Mae problem',
    done: 'Wedi’i wneud',
    signIn: {
      title: 'Mewngofnodwch i roi tystysgrifau digidol',
      lead: 'Ar gyfer staff sy’n rhoi tystysgrifau preswyliaeth ac yn gofalu amdanynt.',
      button: 'Mewngofnodi',
      again: 'Mewngofnodwch eto i fynd ymlaen. Nid oes dim a gadwyd wedi’i golli.',
    },
    signedOut: { title: 'Rydych wedi allgofnodi', lead: 'Caewch y ffenestr hon os yw eraill yn defnyddio’r cyfrifiadur hwn.' },
    startAgain: 'Mynd i’r rhestr o bobl',
  },
})
