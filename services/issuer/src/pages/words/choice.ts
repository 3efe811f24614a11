import { bilingual } from '@counterfoil/ui/words'

/** Words of the page where a citizen decides whether their wallet gets a credential. */
export const choiceWords = bilingual({
  en: {
    service: 'Add a credential to your wallet',
    one: {
      title: 'Add this credential to your wallet?',
      lead: (council: string, wallet: string) => `${council} will put what its records say about you into a credential for your wallet, ${wallet}.`,
      kept: (council: string) => `${council} keeps a note that it issued this credential. It keeps no copy of what the credential says, and your wallet shares nothing until you agree.`,
    },
    several: {
      title: 'Add these credentials to your wallet?',
      lead: (council: string, wallet: string) => `${council} will put what its records say about you into credentials for your wallet, ${wallet}.`,
      kept: (council: string) => `${council} keeps a note that it issued these credentials. It keeps no copy of what they say, and your wallet shares nothing until you agree.`,
    },
    notGiven: {
      noRecord: (council: string) => `This one is not added: ${council} has no complete record for it.`,
      beingChecked: (council: string) => `This one is not added: ${council} is checking its record.`,
    },
    wrong: 'If something here is wrong, cancel and ask the council to put its record right.',
    allow: 'Add to my wallet',
    cancel: 'Cancel',
    yes: 'Yes',
    no: 'No',
    back: 'Go back to your wallet',
    noRecord: {
      title: 'We couldn’t find a complete record for you',
      happened: (council: string) => `You have signed in, but ${council} has no complete record that belongs to this sign-in. Nothing was added to your wallet.`,
      next: 'Contact the council. It can connect your record to your sign-in, or make you an offer itself.',
    },
    beingChecked: {
      title: 'The council is checking its record of you',
      happened: (council: string) => `${council} has suspended the credential that you have of it while it checks, and issues no other one until it is done. Nothing was added to your wallet.`,
      next: 'Contact the council if you want to know more.',
    },
    ended: {
      title: 'Sign in again',
      happened: (council: string) => `After you began here, what ${council} issued to you was frozen or stopped. For your safety, everything begun before ended with it. Nothing was added to your wallet.`,
      next: 'Go back to your wallet, begin again there, and sign in again.',
    },
  },
  cy: {
    service: 'Ychwanegu tystysgrif ddigidol at eich waled',
    one: {
      title: 'Ychwanegu’r dystysgrif ddigidol hon at eich waled?',
      lead: (council: string, wallet: string) => `Bydd ${council} yn rhoi’r hyn y mae ei gofnodion yn ei ddweud amdanoch mewn tystysgrif ddigidol ar gyfer eich waled, ${wallet}.`,
      kept: (council: string) => `Mae ${council} yn cadw nodyn ei fod wedi rhoi’r dystysgrif ddigidol hon. Nid yw’n cadw copi o’r hyn y mae’r dystysgrif yn ei ddweud, ac nid yw eich waled yn rhannu dim nes i chi gytuno.`,
    },
    several: {
      title: 'Ychwanegu’r tystysgrifau digidol hyn at eich waled?',
      lead: (council: string, wallet: string) => `Bydd ${council} yn rhoi’r hyn y mae ei gofnodion yn ei ddweud amdanoch mewn tystysgrifau digidol ar gyfer eich waled, ${wallet}.`,
      kept: (council: string) => `Mae ${council} yn cadw nodyn ei fod wedi rhoi’r tystysgrifau digidol hyn. Nid yw’n cadw copi o’r hyn y maent yn ei ddweud, ac nid yw eich waled yn rhannu dim nes i chi gytuno.`,
    },
    notGiven: {
      noRecord: (council: string) => `Nid yw hon yn cael ei hychwanegu: nid oes gan ${council} gofnod cyflawn ar ei chyfer.`,
      beingChecked: (council: string) => `Nid yw hon yn cael ei hychwanegu: mae ${council} yn gwirio ei gofnod.`,
    },
    wrong: 'Os oes rhywbeth o’i le yma, canslwch a gofynnwch i’r cyngor gywiro ei gofnod.',
    allow: 'Ychwanegu at fy waled',
    cancel: 'Canslo',
    yes: 'Ie',
    no: 'Nage',
    back: 'Mynd yn ôl i’ch waled',
    noRecord: {
      title: 'Ni allem ddod o hyd i gofnod cyflawn i chi',
      happened: (council: string) => `Rydych wedi mewngofnodi, ond nid oes gan ${council} gofnod cyflawn sy’n perthyn i’r mewngofnodi hwn. Ni chafodd dim ei ychwanegu at eich waled.`,
      next: 'Cysylltwch â’r cyngor. Gall gysylltu eich cofnod â’ch mewngofnodi, neu wneud cynnig i chi ei hun.',
    },
    beingChecked: {
      title: 'Mae’r cyngor yn gwirio ei gofnod amdanoch',
      happened: (council: string) => `Mae ${council} wedi atal y dystysgrif ddigidol sydd gennych ganddo tra bydd yn gwirio, ac nid yw’n rhoi un arall nes iddo orffen. Ni chafodd dim ei ychwanegu at eich waled.`,
      next: 'Cysylltwch â’r cyngor os hoffech wybod mwy.',
    },
    ended: {
      title: 'Mewngofnodwch eto',
      happened: (council: string) => `Ar ôl i chi ddechrau yma, cafodd yr hyn a roddodd ${council} i chi ei rewi neu ei atal. Er eich diogelwch, daeth popeth a ddechreuwyd cyn hynny i ben hefyd. Ni chafodd dim ei ychwanegu at eich waled.`,
      next: 'Ewch yn ôl i’ch waled, dechreuwch eto yno, a mewngofnodwch eto.',
    },
  },
})
