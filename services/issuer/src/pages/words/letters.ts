import { bilingual } from '@counterfoil/ui/words'

/** Words of the letters to the person that an offer's page is on paper. */
export const letterWords = bilingual({
  en: {
    link: {
      title: (type: string) => `Your ${type.toLocaleLowerCase('en')} credential is ready to collect`,
      how: 'Scan the square code below with the camera of your phone, or do what stands beside it. Your wallet opens. You don’t need to have one already.',
      thenCode: 'Then enter the code that we send you in a separate letter.',
      thenCodeApart: 'Then enter the code that we give you another way, not in this letter.',
      withoutCode: 'You don’t need a code for this.',
      until: (when: string) => `You can collect it once, until ${when}.`,
      unexpected: 'If you did not expect this letter, do nothing, and tell us.',
      typed: (wallet: string) => `Without a camera, open ${wallet} in your browser, choose “Add or share”, and type this code:`,
      qrLabel: 'QR code that opens the offer in your wallet. The code beside it does the same.',
    },
    code: {
      title: (type: string) => `The code for your ${type.toLocaleLowerCase('en')} credential`,
      how: 'Open the offer from our other letter, and enter this code when your wallet asks for it.',
      secret: 'Keep the code to yourself. We never ask you for it by telephone, text message or e-mail.',
    },
  },
  cy: {
    link: {
      title: (type) => `Mae eich tystysgrif ${type.toLocaleLowerCase('cy')} yn barod i’w chasglu`,
      how: 'Sganiwch y cod sgwâr isod gyda chamera eich ffôn, neu gwnewch yr hyn sydd wrth ei ymyl. Bydd eich waled yn agor. Nid oes angen i chi fod ag un yn barod.',
      thenCode: 'Yna rhowch y cod a anfonwn atoch mewn llythyr ar wahân.',
      thenCodeApart: 'Yna rhowch y cod a rown i chi mewn ffordd arall, nid yn y llythyr hwn.',
      withoutCode: 'Nid oes angen cod arnoch ar gyfer hyn.',
      until: (when) => `Gallwch ei chasglu unwaith, tan ${when}.`,
      unexpected: 'Os nad oeddech yn disgwyl y llythyr hwn, peidiwch â gwneud dim, a dywedwch wrthym.',
      typed: (wallet) => `Heb gamera, agorwch ${wallet} yn eich porwr, dewiswch “Ychwanegu neu rannu”, a theipiwch y cod hwn:`,
      qrLabel: 'Cod QR sy’n agor y cynnig yn eich waled. Mae’r cod wrth ei ymyl yn gwneud yr un peth.',
    },
    code: {
      title: (type) => `Y cod ar gyfer eich tystysgrif ${type.toLocaleLowerCase('cy')}`,
      how: 'Agorwch y cynnig o’n llythyr arall, a rhowch y cod hwn pan fydd eich waled yn gofyn amdano.',
      secret: 'Cadwch y cod i chi’ch hun. Nid ydym byth yn gofyn i chi amdano dros y ffôn, drwy neges destun na thrwy e-bost.',
    },
  },
})
