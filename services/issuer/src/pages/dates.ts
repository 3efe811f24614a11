import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Language } from '@counterfoil/ui/words'

const locales = { en: 'en-GB', cy: 'cy' } as const

/** A day, as people here write it: 3 May 2026. */
export const dayInWords = (instant: EpochSeconds, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/London' }).format(instant * 1000)

/** The time of day here: 14:05. */
export const timeInWords = (instant: EpochSeconds, language: Language): string => new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(instant * 1000)

/** The same to the second, for what somebody has no more than some to undo. */
export const secondInWords = (instant: EpochSeconds, language: Language): string => new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'Europe/London' }).format(instant * 1000)

/** A day and the time of day here. */
export const momentInWords = (instant: EpochSeconds, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(instant * 1000)
