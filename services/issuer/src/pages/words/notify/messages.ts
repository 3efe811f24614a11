import { bilingual } from '@counterfoil/ui/words'

/**
 * Words of what is written to people. An e-mail doesn't say what is to be collected: it passes through many hands, and a badge or a reduction
 * tells much of who has it. A letter in its envelope does.
 */
export const messageWords = bilingual({
  en: {
    dear: (name: string) => `Dear ${name},`,
    from: (council: string) => council,
    'offer-link': {
      email: {
        subject: (council: string) => `${council}: something is ready for your wallet`,
        lead: 'You can collect a credential from us. Open this link on the phone or computer where you keep your wallet, or want to keep one:',
        code: 'Your wallet then asks for a code. We give you the code another way, never by e-mail.',
        typed: (code: string) => `If you cannot follow the link, open your wallet, choose “Add or share”, and type: ${code}`,
        until: (when: string) => `You can collect it once, until ${when}.`,
        unexpected: 'If you did not expect this e-mail, do nothing, and tell us. We never ask you for a code or a password by e-mail.',
      },
      letter: {
        subject: (type: string) => `Your ${type.toLocaleLowerCase('en')} credential is ready to collect`,
        lead: 'Scan the square code with the camera of your phone. Your wallet opens. You don’t need to have one already.',
        code: 'Then enter the code that we give you another way, not in this letter.',
        typed: (wallet: string, code: string) => `Without a camera, open ${wallet} in your browser, choose “Add or share”, and type: ${code}`,
        until: (when: string) => `You can collect it once, until ${when}.`,
        unexpected: 'If you did not expect this letter, do nothing, and tell us.',
      },
    },
    'status-changed': {
      subject: (council: string) => `${council}: something in your wallet has changed`,
      lead: 'We have changed a credential that we gave you.',
      look: 'Open your wallet while you are connected, and look at what you have from us: it shows what it is and how it stands now.',
      ask: 'If you think this is a mistake, please tell us.',
      unexpected: 'There is no link in this e-mail, and we never ask you for a code or a password by e-mail.',
    },
    'offer-code': {
      email: {
        subject: (council: string) => `${council}: the code for your wallet`,
        lead: (code: string) => `Your code is: ${code}`,
        how: 'Enter it when your wallet asks for it, after you opened what we gave you another way.',
        secret: 'Keep the code to yourself. We never ask you for it by telephone, text message or e-mail.',
        unexpected: 'If you did not expect this e-mail, do nothing, and tell us.',
      },
      letter: {
        subject: (type: string) => `The code for your ${type.toLocaleLowerCase('en')} credential`,
        lead: (code: string) => `Your code is: ${code}`,
        how: 'Enter it when your wallet asks for it, after you opened what we gave you another way.',
        secret: 'Keep the code to yourself. We never ask you for it by telephone, text message or e-mail.',
        unexpected: 'If you did not expect this letter, do nothing, and tell us.',
      },
    },
  },
  cy: {
    dear: (name: string) => `Annwyl ${name},`,
    from: (council: string) => council,
    'offer-link': {
      email: {
        subject: (council) => `${council}: mae rhywbeth yn barod i’ch waled`,
        lead: 'Gallwch gasglu tystysgrif gennym. Agorwch y ddolen hon ar y ffôn neu’r cyfrifiadur lle rydych yn cadw eich waled, neu lle hoffech gadw un:',
        code: 'Yna bydd eich waled yn gofyn am god. Rhown ef i chi mewn ffordd arall, byth drwy e-bost.',
        typed: (code) => `Os na allwch ddilyn y ddolen, agorwch eich waled, dewiswch “Ychwanegu neu rannu”, a theipiwch: ${code}`,
        until: (when) => `Gallwch ei chasglu unwaith, tan ${when}.`,
        unexpected: 'Os nad oeddech yn disgwyl yr e-bost hwn, peidiwch â gwneud dim, a dywedwch wrthym. Nid ydym byth yn gofyn i chi am god na chyfrinair drwy e-bost.',
      },
      letter: {
        subject: (type) => `Mae eich tystysgrif ${type.toLocaleLowerCase('cy')} yn barod i’w chasglu`,
        lead: 'Sganiwch y cod sgwâr gyda chamera eich ffôn. Bydd eich waled yn agor. Nid oes angen i chi fod ag un yn barod.',
        code: 'Yna rhowch y cod a rown i chi mewn ffordd arall, nid yn y llythyr hwn.',
        typed: (wallet, code) => `Heb gamera, agorwch ${wallet} yn eich porwr, dewiswch “Ychwanegu neu rannu”, a theipiwch: ${code}`,
        until: (when) => `Gallwch ei chasglu unwaith, tan ${when}.`,
        unexpected: 'Os nad oeddech yn disgwyl y llythyr hwn, peidiwch â gwneud dim, a dywedwch wrthym.',
      },
    },
    'status-changed': {
      subject: (council) => `${council}: mae rhywbeth yn eich waled wedi newid`,
      lead: 'Rydym wedi newid tystysgrif a roesom i chi.',
      look: 'Agorwch eich waled tra byddwch wedi’ch cysylltu, ac edrychwch ar yr hyn sydd gennych oddi wrthym: mae’n dangos beth ydyw a’i gyflwr nawr.',
      ask: 'Os credwch mai camgymeriad yw hyn, dywedwch wrthym.',
      unexpected: 'Nid oes dolen yn yr e-bost hwn, ac nid ydym byth yn gofyn i chi am god na chyfrinair drwy e-bost.',
    },
    'offer-code': {
      email: {
        subject: (council) => `${council}: y cod ar gyfer eich waled`,
        lead: (code) => `Eich cod yw: ${code}`,
        how: 'Rhowch ef pan fydd eich waled yn gofyn amdano, ar ôl i chi agor yr hyn a roddwyd i chi mewn ffordd arall.',
        secret: 'Cadwch y cod i chi’ch hun. Nid ydym byth yn gofyn i chi amdano dros y ffôn, drwy neges destun na thrwy e-bost.',
        unexpected: 'Os nad oeddech yn disgwyl yr e-bost hwn, peidiwch â gwneud dim, a dywedwch wrthym.',
      },
      letter: {
        subject: (type) => `Y cod ar gyfer eich tystysgrif ${type.toLocaleLowerCase('cy')}`,
        lead: (code) => `Eich cod yw: ${code}`,
        how: 'Rhowch ef pan fydd eich waled yn gofyn amdano, ar ôl i chi agor yr hyn a roddwyd i chi mewn ffordd arall.',
        secret: 'Cadwch y cod i chi’ch hun. Nid ydym byth yn gofyn i chi amdano dros y ffôn, drwy neges destun na thrwy e-bost.',
        unexpected: 'Os nad oeddech yn disgwyl y llythyr hwn, peidiwch â gwneud dim, a dywedwch wrthym.',
      },
    },
  },
})
