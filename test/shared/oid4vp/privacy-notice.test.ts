import { describe, expect, it } from 'vitest'
import type { Json } from '@counterfoil/shared/kernel/json'
import { privacyNoticeIn, privacyNoticeMembers } from '@counterfoil/shared/oid4vp/privacy-notice'

const en = 'https://aldermoor.example/privacy'

describe('a privacy notice', () => {
  it('is read as it was written, in both languages', () => {
    const notice = { en, cy: 'https://aldermoor.example/preifatrwydd' }
    expect(privacyNoticeIn({ ...privacyNoticeMembers(notice) })).toEqual(notice)
    expect(privacyNoticeMembers(null)).toEqual({})
  })

  it('in one language stands for both', () => {
    expect(privacyNoticeIn({ policy_uri: en })).toEqual({ en, cy: en })
    expect(privacyNoticeIn({ policy_uri: en, 'policy_uri#cy': 'javascript:alert(1)' })).toEqual({ en, cy: en })
  })

  it.each<[string, Json | undefined]>([
    ['no metadata', undefined],
    ['text', en],
    ['none', {}],
    ['Welsh alone', { 'policy_uri#cy': en }],
    ['a script', { policy_uri: 'javascript:alert(1)' }],
    ['a document of its own', { policy_uri: 'data:text/html,x' }],
    ['a name and password', { policy_uri: 'https://aldermoor.example@evil.example/' }],
    ['a list', { policy_uri: [en] }],
    ['an endless address', { policy_uri: `${en}?${'x'.repeat(500)}` }],
  ])('of %s is none', (_what, metadata) => {
    expect(privacyNoticeIn(metadata)).toBeNull()
  })
})
