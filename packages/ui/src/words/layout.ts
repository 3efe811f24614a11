import { bilingual, type Language } from './bilingual.ts'

export type { Language } from './bilingual.ts'

/** Words of every page's frame. */
export const layoutWords = bilingual({
  en: {
    skip: 'Skip to main content',
    error: 'Error',
    language: 'Language',
    menu: 'Menu',
    wayBack: 'Way back',
    serviceInformation: 'Service information',
    demo: 'This is a demonstration with invented councils and people.',
  },
  cy: {
    skip: 'Neidio i’r prif gynnwys',
    error: 'Gwall',
    language: 'Iaith',
    menu: 'Dewislen',
    wayBack: 'Ffordd yn ôl',
    serviceInformation: 'Gwybodaeth am y gwasanaeth',
    demo: 'Arddangosiad yw hwn gyda chynghorau a phobl ddychmygol.',
  },
}) satisfies Record<Language, unknown>
