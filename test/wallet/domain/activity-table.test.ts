import { describe, expect, it } from 'vitest'
import { activityTable } from '@counterfoil/wallet/domain/activity-table'

const headings = { when: 'When', what: 'What happened', facts: 'Facts' }

describe('the record as a file', () => {
  it('is a table whose cells may hold commas and quotation marks', () => {
    const row = { when: '1 May 2026 at 10:00', what: 'Shared for "Badge"', facts: 'First name, Postcode' }
    expect(activityTable(headings, [row])).toBe('\ufeff"When","What happened","Facts"\r\n"1 May 2026 at 10:00","Shared for ""Badge""","First name, Postcode"\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('never begins a cell as a formula would: %j', (name) => {
    expect(activityTable(headings, [{ when: '', what: name, facts: '' }])).toContain(`,"'${name}",`)
  })
})
