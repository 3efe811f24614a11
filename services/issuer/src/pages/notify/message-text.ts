import type { Authority } from '../../domain/authority.ts'
import type { Message } from '../../domain/notify/message.ts'
import type { WriteMessage } from '../../ports/notifier.ts'
import { momentInWords } from '../dates.ts'
import { statusLetterWords } from '../words/status-letters.ts'
import { messageWords } from '../words/notify/messages.ts'

/**
 * A name as it may stand in a message: whoever brings it to people makes links of addresses and headings of signs, and a record holds
 * whatever somebody once typed.
 */
export const plainName = (name: string): string =>
  name
    .replaceAll(/[\p{C}[\](){}<>*_#^|`~\\/:]/gu, ' ')
    .replaceAll(/\.(?=\S)/g, '. ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 100)

export const writeMessage: WriteMessage = (message, authority) => {
  switch (message.template) {
    case 'offer-link':
      return writeLink(message, authority)
    case 'offer-code':
      return writeCode(message, authority)
    case 'status-changed':
      return writeChange(message, authority)
  }
}

type Of<Template extends Message['template']> = Extract<Message, { template: Template }>

const around = ({ language, personalisation: { name } }: Message, authority: Authority, middle: readonly (string | null)[]): readonly string[] => {
  const words = messageWords[language]
  return [words.dear(plainName(name)), ...middle.filter((paragraph) => paragraph !== null), words.from(authority.name[language])]
}

function writeLink(message: Of<'offer-link'>, authority: Authority) {
  const { language, personalisation: { typeName, link, typedCode, until } } = message
  const when = momentInWords(until, language)
  if (message.channel === 'email') {
    const words = messageWords[language]['offer-link'].email
    return { subject: words.subject(authority.name[language]), paragraphs: around(message, authority, [words.lead, link, typedCode === null ? null : words.typed(typedCode), words.code, words.until(when), words.unexpected]), link: null }
  }
  const words = messageWords[language]['offer-link'].letter
  const typed = typedCode === null ? null : words.typed(new URL(link).host, typedCode)
  return { subject: words.subject(typeName[language]), paragraphs: around(message, authority, [words.lead, typed, words.code, words.until(when), words.unexpected]), link }
}

function writeChange(message: Of<'status-changed'>, authority: Authority) {
  const { language, personalisation: { typeName, change } } = message
  if (message.channel === 'email') {
    const words = messageWords[language]['status-changed']
    return { subject: words.subject(authority.name[language]), paragraphs: around(message, authority, [words.lead, words.look, words.ask, words.unexpected]), link: null }
  }
  const words = statusLetterWords[language][change]
  return { subject: words.title(typeName[language].toLocaleLowerCase(language)), paragraphs: around(message, authority, [words.what, words.next, words.ask]), link: null }
}

function writeCode(message: Of<'offer-code'>, authority: Authority) {
  const { language, personalisation: { typeName, code } } = message
  const words = messageWords[language]['offer-code'][message.channel]
  const about = message.channel === 'email' ? authority.name[language] : typeName[language]
  return { subject: words.subject(about), paragraphs: around(message, authority, [words.lead(code), words.how, words.secret, words.unexpected]), link: null }
}
