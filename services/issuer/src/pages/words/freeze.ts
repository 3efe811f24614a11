import { bilingual } from '@counterfoil/ui/words'

/** Words of the page where a citizen stops what was on a lost device. */
export const freezeWords = bilingual({
  en: {
    service: 'Lost device',
    title: 'Freeze your credentials?',
    lead: (council: string) => `These are all the credentials in use that ${council} issued to you, on whichever device.`,
    warning: 'Forms will refuse every one of them. You cannot undo this yourself: a thief with your sign-in could then undo it, too.',
    warningIcon: 'Warning',
    after: (council: string) => `You can collect new ones at once, on a device that you have. Those that you froze then end. If you find your device again, ${council} can reinstate them until you do.`,
    freeze: 'Freeze them all',
    cancel: 'Cancel',
    back: 'Go back to your wallet',
    begun: 'Were you adding a credential when your device went? Stop that here: whoever has the device must then sign in again.',
    stop: 'Stop what was begun',
    done: {
      title: 'Your credentials are frozen',
      body: (council: string) => `Everything that ${council} issued to you is suspended. Forms refuse it from now on.`,
      next: 'Collect new ones on a device that you have. If other councils gave you credentials, freeze those with them.',
    },
    cancelled: {
      title: 'Nothing was changed',
      body: (council: string) => `You turned back. What ${council} issued to you is as it was.`,
      next: 'You can begin again at any time.',
    },
    nothingDone: {
      title: 'Nothing is in use',
      body: (council: string) => `Nothing that ${council} issued to you was in use any more. Whatever was begun before needs a new sign-in.`,
      next: 'If other councils gave you credentials, freeze those with them.',
    },
    noneInUse: {
      title: 'Nothing to freeze',
      body: (council: string) => `Nothing that ${council} issued to you is in use. Forms refuse what was frozen, revoked or has expired.`,
    },
    noRecord: {
      title: 'We couldn’t find a record for you',
      body: (council: string) => `You have signed in, but ${council} has no record that belongs to this sign-in. Nothing was changed. Contact the council: its staff can suspend your credentials.`,
    },
  },
  cy: {
    service: 'Dyfais ar goll',
    title: 'Rhewi eich tystysgrifau digidol?',
    lead: (council: string) => `Dyma’r holl dystysgrifau digidol sydd ar waith a roddodd ${council} i chi, ar ba ddyfais bynnag y maent.`,
    warning: 'Bydd ffurflenni’n gwrthod pob un ohonynt. Ni allwch ddadwneud hyn eich hun: gallai lleidr sydd â’ch mewngofnodi wneud hynny hefyd wedyn.',
    warningIcon: 'Rhybudd',
    after: (council: string) => `Gallwch gasglu rhai newydd ar unwaith, ar ddyfais sydd gennych. Daw’r rhai a rewoch i ben wedyn. Os dewch o hyd i’ch dyfais eto, gall ${council} eu hadfer tan hynny.`,
    freeze: 'Eu rhewi i gyd',
    cancel: 'Canslo',
    back: 'Mynd yn ôl i’ch waled',
    begun: 'Oeddech chi’n ychwanegu tystysgrif ddigidol pan aeth eich dyfais? Stopiwch hynny yma: bydd yn rhaid i bwy bynnag sydd â’r ddyfais fewngofnodi eto wedyn.',
    stop: 'Stopio’r hyn a ddechreuwyd',
    done: {
      title: 'Mae eich tystysgrifau digidol wedi’u rhewi',
      body: (council: string) => `Mae popeth a roddodd ${council} i chi wedi’i atal. Mae ffurflenni’n ei wrthod o hyn ymlaen.`,
      next: 'Casglwch rai newydd ar ddyfais sydd gennych. Os rhoddodd cynghorau eraill dystysgrifau digidol i chi, rhewch y rheini gyda hwy.',
    },
    cancelled: {
      title: 'Ni newidiwyd dim',
      body: (council: string) => `Gwnaethoch droi’n ôl. Mae’r hyn a roddodd ${council} i chi fel yr oedd.`,
      next: 'Gallwch ddechrau eto unrhyw bryd.',
    },
    nothingDone: {
      title: 'Nid oes dim ar waith',
      body: (council: string) => `Nid oedd dim a roddodd ${council} i chi ar waith mwyach. Mae angen mewngofnodi eto ar gyfer unrhyw beth a ddechreuwyd cyn hyn.`,
      next: 'Os rhoddodd cynghorau eraill dystysgrifau digidol i chi, rhewch y rheini gyda hwy.',
    },
    noneInUse: {
      title: 'Dim i’w rewi',
      body: (council: string) => `Nid oes dim a roddodd ${council} i chi ar waith. Mae ffurflenni’n gwrthod yr hyn a gafodd ei rewi neu ei ddirymu, neu sydd wedi dod i ben.`,
    },
    noRecord: {
      title: 'Ni allem ddod o hyd i gofnod i chi',
      body: (council: string) => `Rydych wedi mewngofnodi, ond nid oes gan ${council} gofnod sy’n perthyn i’r mewngofnodi hwn. Ni newidiwyd dim. Cysylltwch â’r cyngor: gall ei staff atal eich tystysgrifau digidol.`,
    },
  },
})
