/** The name of a kind of credential within a sentence: "residency", but "Blue Badge", whose capitals are its own. */
export const inSentence = (name: string, lang: string): string => {
  const rest = name.slice(1)
  return rest === rest.toLocaleLowerCase(lang) ? name.toLocaleLowerCase(lang) : name
}

export const capitalised = (text: string, lang: string): string => text.slice(0, 1).toLocaleUpperCase(lang) + text.slice(1)
