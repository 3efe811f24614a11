import { describe, expect, it } from 'vitest'
import { helperIn } from '@counterfoil/wallet/domain/help'

const now = 1_790_000_000_000
const remembered = (value: unknown): string => JSON.stringify(value)

describe('a helper that is remembered', () => {
  it('helps until their time is over', () => {
    const helper = { name: 'Sam', until: now + 1 }
    expect([helperIn(remembered(helper), now), helperIn(remembered(helper), now + 1)]).toEqual([helper, null])
  })

  it.each([null, '', '{', 'null', '[]', remembered({ name: 'Sam' }), remembered({ until: now + 1 }), remembered({ name: 7, until: now + 1 }), remembered({ name: 'Sam', until: 'soon' }), remembered({ name: 'Sam', until: now + 86_400_000 })])('is none where %j stands', (text) => {
    expect(helperIn(text, now)).toBeNull()
  })
})
