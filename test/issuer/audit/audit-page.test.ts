import { describe, expect, it } from 'vitest'
import type { ListedEntry } from '@counterfoil/issuer/ports/audit'
import { entriesTable } from '@counterfoil/issuer/pages/audit/audit-page'
import type { StaffView } from '@counterfoil/issuer/pages/staff-page'

describe('the table of audit entries', () => {
  it.each(['en', 'cy'] as const)('tells in words why a session ended, or what was made anew: %s', (language) => {
    const entries = ['provider_logout', 'account_closed', 'roles_changed', 'not_confirmed', 'made_anew'].map((reason, number) => ({ number, at: 1, event: 'session.ended', actor: 'sign-in', object: 'session', reason }) as unknown as ListedEntry)
    const cells = String(entriesTable({ language } as StaffView, entries))
    for (const { reason } of entries) expect(cells).not.toContain(reason)
    expect(cells).toContain(language === 'en' ? 'Roles changed at the sign-in provider' : 'Newidiodd y rolau gyda’r darparwr mewngofnodi')
  })
})
