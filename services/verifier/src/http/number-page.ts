const words = {
  en: ['Tell the form this number', 'Type it on the form that is open in front of you, on your other device. If no form is open in front of you, tell nobody the number, and close this page.'],
  cy: ['Dywedwch y rhif hwn wrth y ffurflen', 'Teipiwch ef ar y ffurflen sydd ar agor o’ch blaen, ar eich dyfais arall. Os nad oes ffurflen ar agor o’ch blaen, peidiwch â dweud y rhif wrth neb, a chaewch y dudalen hon.'],
} as const

const part = (lang: keyof typeof words): string => `<section lang="${lang}"><h1>${words[lang][0]}</h1><p>${words[lang][1]}</p></section>`

/** For wallets that don't show the number themselves; `number` is three digits. In both languages, for nobody knows which. */
export const numberPage = (number: string): string =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${number}</title></head><body><p><strong><big>${number}</big></strong></p>${part('en')}${part('cy')}</body></html>\n`
