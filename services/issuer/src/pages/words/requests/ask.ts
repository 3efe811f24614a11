import { bilingual } from '@counterfoil/ui/words'

/** Words of the page where a citizen asks about their data. */
export const askWords = bilingual({
  en: {
    service: 'Your data',
    title: 'Ask about your data',
    lead: (council: string) => `This is about the service by which ${council} issues digital credentials. For anything else that the council holds, ask the council.`,
    own: 'What you asked',
    question: 'What do you want to ask?',
    kinds: {
      access: { label: 'What do you hold about me?', hint: 'You get a list of what this service holds of you, and why' },
      erasure: { label: 'Erase what you hold about me', hint: 'What isn’t needed any more is erased. Credentials in use keep working: ask the council if you want one to end' },
    },
    kindNeeded: 'Choose what you want to ask',
    error: 'Error',
    send: 'Send',
    received: (reference: string, council: string, due: string) => `We have your request. Its reference is ${reference}. ${council} answers it by ${due} at the latest.`,
    bothAsked: (council: string) => `${council} is working on both of your requests. You needn’t send them again.`,
    about: { what: 'Request', reference: 'Reference', received: 'Received', due: 'Answered by', state: 'State' },
    states: {
      open: { name: 'Received', means: 'It is in the council’s queue.' },
      answered: { name: 'Done', means: 'The council sends you the answer, or gives it to you when you ask for it.' },
      refused: { name: 'Not done', means: 'The council tells you why. You can complain to the Information Commissioner.' },
      withdrawn: { name: 'Withdrawn', means: 'Nothing more happens.' },
    },
    next: {
      title: 'What happens next',
      month: (council: string) => `Somebody at ${council} looks at it. They have one calendar month, and tell you if they need more. You can come back here to see how it stands.`,
      wallet: 'What is in your wallet is yours alone: the council can’t see or erase it. To have a form’s owner erase what you sent them, ask in your wallet, under the form.',
    },
    noRecord: {
      title: 'We couldn’t find a record for you',
      body: (council: string) => `You have signed in, but ${council} has no record that belongs to this sign-in, so that this service holds nothing under it. If you think that it does, contact the council: you can ask by any way you like.`,
    },
    turnedBack: {
      title: 'Nothing was sent',
      body: (council: string) => `You turned back before you signed in. ${council} has to know who asks. You can also ask by telephone, letter or e-mail.`,
    },
    signInAgain: 'Sign in again',
  },
  cy: {
    service: 'Eich data',
    title: 'Gofyn am eich data',
    lead: (council) => `Mae hyn ynghylch y gwasanaeth y mae ${council} yn ei ddefnyddio i roi tystysgrifau digidol. Am unrhyw beth arall sydd gan y cyngor, gofynnwch i’r cyngor.`,
    own: 'Yr hyn y gofynnoch amdano',
    question: 'Beth hoffech ei ofyn?',
    kinds: {
      access: { label: 'Beth sydd gennych amdanaf i?', hint: 'Cewch restr o’r hyn sydd gan y gwasanaeth hwn amdanoch, a pham' },
      erasure: { label: 'Dilëwch yr hyn sydd gennych amdanaf i', hint: 'Dileir yr hyn nad oes ei angen mwyach. Mae tystysgrifau sydd ar waith yn dal i weithio: gofynnwch i’r cyngor os hoffech i un ddod i ben' },
    },
    kindNeeded: 'Dewiswch beth hoffech ei ofyn',
    error: 'Gwall',
    send: 'Anfon',
    received: (reference, council, due) => `Mae eich cais gennym. Ei gyfeirnod yw ${reference}. Bydd ${council} yn ei ateb erbyn ${due} fan bellaf.`,
    bothAsked: (council) => `Mae ${council} yn gweithio ar eich dau gais. Nid oes angen i chi eu hanfon eto.`,
    about: { what: 'Cais', reference: 'Cyfeirnod', received: 'Derbyniwyd', due: 'I’w ateb erbyn', state: 'Cyflwr' },
    states: {
      open: { name: 'Derbyniwyd', means: 'Mae yng nghiw’r cyngor.' },
      answered: { name: 'Wedi’i wneud', means: 'Mae’r cyngor yn anfon yr ateb atoch, neu’n ei roi i chi pan ofynnwch amdano.' },
      refused: { name: 'Heb ei wneud', means: 'Mae’r cyngor yn dweud wrthych pam. Gallwch gwyno i’r Comisiynydd Gwybodaeth.' },
      withdrawn: { name: 'Tynnwyd yn ôl', means: 'Nid oes dim mwy yn digwydd.' },
    },
    next: {
      title: 'Beth sy’n digwydd nesaf',
      month: (council) => `Bydd rhywun yn ${council} yn edrych arno. Mae ganddynt un mis calendr, a byddant yn dweud wrthych os oes angen mwy arnynt. Gallwch ddod yn ôl yma i weld sut mae’n mynd.`,
      wallet: 'Chi yn unig biau’r hyn sydd yn eich waled: ni all y cyngor ei weld na’i ddileu. I gael perchennog ffurflen i ddileu’r hyn a anfonoch ato, gofynnwch yn eich waled, o dan y ffurflen.',
    },
    noRecord: {
      title: 'Ni allem ddod o hyd i gofnod ar eich cyfer',
      body: (council) => `Rydych wedi mewngofnodi, ond nid oes gan ${council} gofnod sy’n perthyn i’r mewngofnodi hwn, felly nid oes gan y gwasanaeth hwn ddim oddi tano. Os credwch fod, cysylltwch â’r cyngor: gallwch ofyn mewn unrhyw ffordd y mynnwch.`,
    },
    turnedBack: {
      title: 'Nid anfonwyd dim',
      body: (council) => `Troesoch yn ôl cyn i chi fewngofnodi. Rhaid i ${council} wybod pwy sy’n gofyn. Gallwch hefyd ofyn dros y ffôn, drwy lythyr neu drwy e-bost.`,
    },
    signInAgain: 'Mewngofnodi eto',
  },
})
