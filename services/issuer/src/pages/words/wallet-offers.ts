import { bilingual } from '@counterfoil/ui/words'

/** Words of offers for the wallets of other makers. */
export const walletOfferWords = bilingual({
  en: {
    names: { open: 'our own wallet', haip: 'a HAIP wallet', swiyu: 'the swiyu wallet', govuk: 'the GOV.UK Wallet' },
    button: (wallet: string) => `Offer for ${wallet}`,
    title: (type: string, wallet: string) => `${type} offered for ${wallet}`,
    once: 'This page is shown once. The link and the code are kept nowhere: if they are lost, make a new offer.',
    lead: 'Give the person this link. They open it on the phone where they have that wallet.',
    copy: 'Copy the link',
    copied: 'Copied',
    qr: 'Or let them scan this code:',
    qrLabel: 'QR code that holds the same link',
    code: { title: 'Give the transaction code by another way', lead: 'Send it in a separate message, by post, or read it out. Never put it in the same message as the link.', label: 'Transaction code' },
    theirs: 'Nobody else can use the link: the offer is for the wallet that the council’s record names.',
    ends: (when: string) => `The offer can be used once, until ${when}.`,
    toPerson: 'Go to the person',
  },
  cy: {
    names: { open: 'ein waled ein hunain', haip: 'waled HAIP', swiyu: 'y waled swiyu', govuk: 'GOV.UK Wallet' },
    button: (wallet: string) => `Cynnig ar gyfer ${wallet}`,
    title: (type: string, wallet: string) => `${type} wedi’i gynnig ar gyfer ${wallet}`,
    once: 'Dangosir y dudalen hon unwaith. Ni chedwir y ddolen na’r cod yn unman: os cânt eu colli, gwnewch gynnig newydd.',
    lead: 'Rhowch y ddolen hon i’r person. Maent yn ei hagor ar y ffôn lle mae’r waled honno ganddynt.',
    copy: 'Copïo’r ddolen',
    copied: 'Wedi’i chopïo',
    qr: 'Neu gadewch iddynt sganio’r cod hwn:',
    qrLabel: 'Cod QR sydd â’r un ddolen ynddo',
    code: { title: 'Rhowch y cod trafod mewn ffordd arall', lead: 'Anfonwch ef mewn neges ar wahân, drwy’r post, neu darllenwch ef yn uchel. Peidiwch byth â’i roi yn yr un neges â’r ddolen.', label: 'Cod trafod' },
    theirs: 'Ni all neb arall ddefnyddio’r ddolen: mae’r cynnig ar gyfer y waled y mae cofnod y cyngor yn ei henwi.',
    ends: (when: string) => `Gellir defnyddio’r cynnig unwaith, tan ${when}.`,
    toPerson: 'Mynd at y person',
  },
})
