import { bilingual, pairsOf, type UnreviewedWelsh } from '@counterfoil/ui/words'

/** Words of the pages on which somebody signs in by their wallet. */
export const signInWords = bilingual({
  en: {
    title: (party: string) => `Sign in to ${party} with your wallet`,
    asks: (party: string) => `${party} asks your wallet for:`,
    cancel: (party: string) => `Cancel and go back to ${party}`,
    backTo: (party: string) => `Go back to ${party}`,
    endedTitle: 'This sign-in has ended',
    endedHappened: 'It was finished, was open for too long, or was begun in another browser.',
    wrongTitle: 'You can’t sign in here',
    wrongHappened: 'The form that sent you here asked in a way that this service doesn’t know, so it can’t send you back.',
    wrongNext: 'Go back to the form with your browser’s Back button, and tell whoever runs it that you saw this page.',
    organisation: 'Sign in with your wallet',
  },
  cy: {
    title: (party) => `Mewngofnodi i ${party} gyda’ch waled`,
    asks: (party) => `Mae ${party} yn gofyn i’ch waled am:`,
    cancel: (party) => `Canslo a mynd yn ôl i ${party}`,
    backTo: (party) => `Mynd yn ôl i ${party}`,
    endedTitle: 'Mae’r mewngofnodi hwn wedi dod i ben',
    endedHappened: 'Cafodd ei orffen, bu ar agor yn rhy hir, neu fe’i dechreuwyd mewn porwr arall.',
    wrongTitle: 'Ni allwch fewngofnodi yma',
    wrongHappened: 'Gofynnodd y ffurflen a’ch anfonodd yma mewn ffordd nad yw’r gwasanaeth hwn yn ei hadnabod, felly ni all eich anfon yn ôl.',
    wrongNext: 'Ewch yn ôl i’r ffurflen gyda botwm Yn ôl eich porwr, a dywedwch wrth bwy bynnag sy’n ei rhedeg i chi weld y dudalen hon.',
    organisation: 'Mewngofnodi gyda’ch waled',
  },
})

/** All Welsh of these pages: a machine wrote it, and a translator has still to read it. */
export const signInWelshToReview = (): UnreviewedWelsh[] => pairsOf('sign-in', signInWords)
