import { bilingual } from '@counterfoil/ui/words'

/** Letters to a citizen whose credential changed: the council adds whom they are to. */
export const statusLetterWords = bilingual({
  en: {
    suspend: {
      title: (type: string) => `Your ${type} credential is suspended`,
      what: 'We have suspended it for now. Forms will not accept it until we reinstate it.',
      next: 'You need to do nothing. Please keep it in your wallet: it becomes active again by itself.',
      ask: 'If you think this is a mistake, or need what it gave you in the meantime, please tell us.',
    },
    reinstate: {
      title: (type: string) => `Your ${type} credential is active again`,
      what: 'We have reinstated it. Forms accept it as before.',
      next: 'You need to do nothing.',
      ask: 'If something does not work, please tell us.',
    },
    revoke: {
      title: (type: string) => `Your ${type} credential has ended`,
      what: 'We have ended it. Forms no longer accept it, and it cannot become active again.',
      next: 'You can remove it from your wallet. If you are still entitled to it, we will offer you a new one.',
      ask: 'If you think this is a mistake, please tell us.',
    },
    renew: {
      title: (type: string) => `Your ${type} credential can be renewed`,
      what: 'There is a new version of it for you. The one that you have goes on working until it ends.',
      next: 'Open your wallet while you are connected: it may renew it by itself. Otherwise we will send you an offer.',
      ask: 'If you do not want it renewed, you need to do nothing.',
    },
  },
  cy: {
    suspend: {
      title: (type: string) => `Mae eich tystysgrif ${type} wedi’i hatal`,
      what: 'Rydym wedi’i hatal am y tro. Ni fydd ffurflenni’n ei derbyn nes i ni ei hadfer.',
      next: 'Nid oes angen i chi wneud dim. Cadwch hi yn eich waled: daw’n weithredol eto ohoni ei hun.',
      ask: 'Os credwch mai camgymeriad yw hyn, neu os oes angen yr hyn a roddai i chi yn y cyfamser, dywedwch wrthym.',
    },
    reinstate: {
      title: (type: string) => `Mae eich tystysgrif ${type} yn weithredol eto`,
      what: 'Rydym wedi’i hadfer. Mae ffurflenni’n ei derbyn fel o’r blaen.',
      next: 'Nid oes angen i chi wneud dim.',
      ask: 'Os nad yw rhywbeth yn gweithio, dywedwch wrthym.',
    },
    revoke: {
      title: (type: string) => `Mae eich tystysgrif ${type} wedi dod i ben`,
      what: 'Rydym wedi dod â hi i ben. Nid yw ffurflenni’n ei derbyn mwyach, ac ni all ddod yn weithredol eto.',
      next: 'Gallwch ei thynnu o’ch waled. Os oes gennych hawl iddi o hyd, byddwn yn cynnig un newydd i chi.',
      ask: 'Os credwch mai camgymeriad yw hyn, dywedwch wrthym.',
    },
    renew: {
      title: (type: string) => `Gellir adnewyddu eich tystysgrif ${type}`,
      what: 'Mae fersiwn newydd ohoni ar eich cyfer. Mae’r un sydd gennych yn dal i weithio nes iddi ddod i ben.',
      next: 'Agorwch eich waled tra byddwch wedi’ch cysylltu: gall ei hadnewyddu ei hun. Fel arall byddwn yn anfon cynnig atoch.',
      ask: 'Os nad ydych am ei hadnewyddu, nid oes angen i chi wneud dim.',
    },
  },
})
