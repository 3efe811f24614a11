import { bilingual } from '@counterfoil/ui/words'

/** Words of the page that asks a wallet for forms that run no script. */
export const hostedPageWords = bilingual({
  en: {
    title: (form: string) => `${form}: fill in from your wallet`,
    asks: (authority: string) => `${authority} asks your wallet for:`,
    cancel: 'Cancel and go back to the form',
    backToForm: 'Go back to the form',
    overTitle: 'This page has ended',
    overHappened: 'It was finished or cancelled, or was open for too long.',
    strangersHappened: 'It was open for too long, or was opened in another browser.',
    tooOftenTitle: 'Your wallet was asked too often',
    tooOftenHappened: 'From one page it can be asked 20 times.',
    organisation: 'Fill in a form from your wallet',
  },
  cy: {
    title: (form) => `${form}: llenwi o’ch waled`,
    asks: (authority) => `Mae ${authority} yn gofyn i’ch waled am:`,
    cancel: 'Canslo a mynd yn ôl i’r ffurflen',
    backToForm: 'Mynd yn ôl i’r ffurflen',
    overTitle: 'Mae’r dudalen hon wedi dod i ben',
    overHappened: 'Cafodd ei gorffen neu ei chanslo, neu bu ar agor yn rhy hir.',
    strangersHappened: 'Bu ar agor yn rhy hir, neu fe’i hagorwyd mewn porwr arall.',
    tooOftenTitle: 'Gofynnwyd i’ch waled yn rhy aml',
    tooOftenHappened: 'O un dudalen gellir gofyn iddi 20 gwaith.',
    organisation: 'Llenwi ffurflen o’ch waled',
  },
})
