export interface LetterOfErasure {
  readonly to: string
  readonly subject: string
  readonly body: string
}

const isMailAddress = /^[^\s@?&,;:%<>"]{1,64}@[^\s@?&,;:%<>"]{1,200}$/

/** Whether a contact is an address that mail can be sent to, and nothing that a mail program would take for more. */
export const canBeWrittenTo = (contact: string): boolean => isMailAddress.test(contact)

/** A link that opens the citizen's mail program with the letter in it. Nothing is sent by us. @see RFC 6068 */
export const mailLink = ({ to, subject, body }: LetterOfErasure): string =>
  `mailto:${encodeURIComponent(to).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`
