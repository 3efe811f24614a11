/** The first of the languages that a citizen reads which we have; null when none is. @see OpenID Connect Core 1.0, section 3.1.2.1; RFC 5646, section 2.1 */
export const firstLanguage = (locales: readonly string[]): 'en' | 'cy' | null =>
  locales.map((locale) => locale.split('-')[0]?.toLowerCase()).find((language) => language === 'en' || language === 'cy') ?? null
