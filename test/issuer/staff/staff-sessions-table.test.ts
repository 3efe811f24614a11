import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionHashes, staffSessionsTable } from '@counterfoil/issuer/adapters/staff-sessions-table'
import type { SessionSecret, StaffMember } from '@counterfoil/issuer/domain/staff-member'
import type { OwnSession, StaffSessions } from '@counterfoil/issuer/ports/staff-sessions'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { start } from '../issuer-scene.ts'
import { openIssuerDatabase } from '../own-database.ts'

const now = epochSeconds(start)
const until = epochSeconds(start + 15)
const staff: StaffMember = { subject: 'sam', name: 'Sam Sign', authority: 'aldermoor', roles: ['caseworker'] }
let issuer: Awaited<ReturnType<typeof openIssuerDatabase>>
let sessions: StaffSessions
beforeAll(async () => {
  issuer = await openIssuerDatabase()
  sessions = staffSessionsTable(issuer.database, cryptoRandom, sessionHashes('a secret of this service that is long enough'), () => expect.fail('nobody approves'))
})
afterAll(() => issuer.close())

const begin = (): Promise<SessionSecret> => sessions.begin({ kind: 'signed-in', staff, refreshToken: 'first' }, now)
async function read(secret: SessionSecret | null): Promise<OwnSession> {
  const own = secret === null ? null : await sessions.read(secret, now)
  return own?.kind === 'signed-in' ? own : expect.fail('nobody is signed in')
}

describe('what the provider is asked by', () => {
  it.each(['the token before the proof', 'the proof before the token'])('is the newest after both were written by who had read the session before: %s', async (order) => {
    const own = await read(await begin())
    expect(await sessions.beginAsking(own, until, now)).toEqual({ refreshToken: 'first', isUnresolved: false })
    if (order === 'the token before the proof') await sessions.keepToken(own, 'second')
    const proved = await sessions.prove(own, 'passkey', now)
    if (order === 'the proof before the token') await sessions.keepToken(own, 'second')
    await sessions.confirm(own.session.id, epochSeconds(now + 1))
    expect(await read(proved)).toMatchObject({ refreshToken: 'second', seals: own.seals, session: { confirmedAt: now + 1, steppedUpAt: now } })
  })

  it('is given to one at a time, and not to who read the session before it was asked', async () => {
    const secret = await begin()
    const own = await read(secret)
    expect((await Promise.all([1, 2, 3].map(() => sessions.beginAsking(own, until, now)))).filter((asking) => asking !== null).length).toBe(1)
    await sessions.keepToken(own, 'second')
    await sessions.confirm(own.session.id, epochSeconds(now + 1))
    expect(await sessions.beginAsking(own, until, epochSeconds(now + 20))).toBeNull()
    expect(await sessions.beginAsking(await read(secret), epochSeconds(now + 40), epochSeconds(now + 20))).toEqual({ refreshToken: 'second', isUnresolved: false })
    // Who asked was never heard of again.
    expect(await sessions.beginAsking(await read(secret), epochSeconds(now + 60), epochSeconds(now + 40))).toEqual({ refreshToken: 'second', isUnresolved: true })
  })
})
