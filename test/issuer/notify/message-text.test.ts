import { describe, expect, it } from 'vitest'
import { plainName, writeMessage } from '@counterfoil/issuer/pages/notify/message-text'
import { codeMessage, council, linkMessage, linkOfOffer } from './messages.ts'

const textOf = (message: Parameters<typeof writeMessage>[0]): string => {
  const { subject, paragraphs, link } = writeMessage(message, council)
  return [subject, ...paragraphs, link ?? ''].join('\n')
}
const ways = (['email', 'letter'] as const).flatMap((by) => (['en', 'cy'] as const).map((language) => ({ by, language })))

describe('a message', () => {
  it.each(ways)('by $by in $language never holds both the link and the transaction code', (way) => {
    const link = textOf(linkMessage(way))
    const code = textOf(codeMessage(way))
    expect(link).toContain(linkOfOffer)
    expect(link).toContain('AB2C-D3EF-4GHJ-K5LM')
    expect(link).not.toContain('493536')
    expect(code).toContain('493536')
    expect(code).not.toMatch(/https?:|AB2C/)
  })

  it.each(ways)('by $by in $language greets by name and is from the council, in that language alone', (way) => {
    const text = textOf(linkMessage(way))
    expect(text).toContain('Ceridwen Ashdown')
    expect(text).toContain(council.name[way.language])
    expect(text).not.toContain(council.name[way.language === 'en' ? 'cy' : 'en'])
  })

  it('says what is to be collected in a letter, and not in an e-mail', () => {
    for (const language of ['en', 'cy'] as const) {
      expect(textOf(linkMessage({ by: 'letter', language }))).toMatch(/residency|preswyliaeth/i)
      for (const message of [linkMessage({ language }), codeMessage({ by: 'email', language })]) expect(textOf(message)).not.toMatch(/residency|preswyliaeth/i)
    }
  })

  it.each([
    ['Ada [click](https://evil.example)', 'Ada click https evil. example'],
    ['# Heading ^ ((code)) **x**', 'Heading code x'],
    ['www.evil.example', 'www. evil. example'],
    ['<script>alert(1)</script>', 'script alert 1 script'],
    ['Ada\r\nBcc: everybody@example.net', 'Ada Bcc everybody@example. net'],
    ['Siân O’Neill-Ŵyn', 'Siân O’Neill-Ŵyn'],
    ['x'.repeat(500), 'x'.repeat(100)],
  ])('ADM-19 makes no link, heading or line of a name in the record: %s', (name, plain) => {
    expect(plainName(name)).toBe(plain)
    expect(writeMessage(linkMessage({ name }), council).paragraphs[0]).toBe(`Dear ${plain},`)
  })
})
