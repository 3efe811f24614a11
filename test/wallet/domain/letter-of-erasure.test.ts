import { describe, expect, it } from 'vitest'
import { canBeWrittenTo, mailLink } from '@counterfoil/wallet/domain/letter-of-erasure'

describe('a letter of erasure', () => {
  it('opens in a mail program with its lines, and nothing in it is taken for more', () => {
    const link = new URL(mailLink({ to: 'dpo@aldermoor.example', subject: 'Erase: Permit & badge', body: 'Dear officer,\nÂ&bcc=x@y' }))
    expect(link.pathname).toBe('dpo@aldermoor.example')
    expect([...link.searchParams]).toEqual([['subject', 'Erase: Permit & badge'], ['body', 'Dear officer,\r\nÂ&bcc=x@y']])
  })

  it.each(['Room 3, Town Hall', 'a@b?bcc=c@d', 'a@b&cc=c', 'a@b,c@d', 'a b@c', '', '@b', 'a@', 'a%0a@b', '"a"@b'])('is not addressed to %j', (contact) => {
    expect(canBeWrittenTo(contact)).toBe(false)
  })
})
