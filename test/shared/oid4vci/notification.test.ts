import { describe, expect, it } from 'vitest'
import { parseNotification } from '@counterfoil/shared/oid4vci/notification'

describe('a notification', () => {
  it.each(['credential_accepted', 'credential_failure', 'credential_deleted'])('of %s is read, without its free text', (event) => {
    expect(parseNotification({ notification_id: 'n', event, event_description: 'a sentence', x: 1 })).toEqual({ notificationId: 'n', event })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [{ notification_id: 'n', event: 'credential_accepted' }]],
    ['no id', { event: 'credential_accepted' }],
    ['an empty id', { notification_id: '', event: 'credential_accepted' }],
    ['a number as id', { notification_id: 1, event: 'credential_accepted' }],
    ['no event', { notification_id: 'n' }],
    ['an event that nobody knows', { notification_id: 'n', event: 'credential_stolen' }],
    ['an event in another case', { notification_id: 'n', event: 'CREDENTIAL_ACCEPTED' }],
    ['an inherited event', { notification_id: 'n', event: 'toString' }],
    ['a list of events', { notification_id: 'n', event: ['credential_accepted'] }],
  ])('CRD-28: with %s is refused', (_what, body) => {
    expect(() => parseNotification(body)).toThrow(expect.objectContaining({ code: 'invalid_notification_request' }))
  })
})
