import { bilingual } from '@counterfoil/ui/words'

/** Words of the page about what waits for the ledger. */
export const networkWords = bilingual({
  en: {
    title: 'Council network',
    lead: 'Your council’s audit log is sealed on a network that the councils run together. Nothing about people is written there.',
    none: 'Nothing is waiting. Everything has been written.',
    waiting: 'This is written by itself, in this order, as soon as the network can be reached. You can go on working: offers, withdrawals and other changes take effect at once.',
    caption: 'Waiting to be written',
    what: 'What',
    since: 'Waiting since',
    state: 'State',
    kinds: { audit_head: 'Seal of the audit log', other: 'Entry of your council' },
    queued: 'Queued',
    sent: 'Sent, not confirmed yet',
  },
  cy: {
    title: 'Rhwydwaith y cynghorau',
    lead: 'Caiff cofnod archwilio eich cyngor ei selio ar rwydwaith y mae’r cynghorau’n ei redeg gyda’i gilydd. Ni chaiff dim am bobl ei ysgrifennu yno.',
    none: 'Nid oes dim yn aros. Mae popeth wedi’i ysgrifennu.',
    waiting: 'Caiff hyn ei ysgrifennu ohono’i hun, yn y drefn hon, cyn gynted ag y gellir cyrraedd y rhwydwaith. Gallwch ddal ati i weithio: daw cynigion, tynnu’n ôl a newidiadau eraill i rym ar unwaith.',
    caption: 'Yn aros i’w ysgrifennu',
    what: 'Beth',
    since: 'Yn aros ers',
    state: 'Cyflwr',
    kinds: { audit_head: 'Sêl y cofnod archwilio', other: 'Cofnod eich cyngor' },
    queued: 'Mewn ciw',
    sent: 'Wedi’i anfon, heb ei gadarnhau eto',
  },
})
