import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { SessionSecret } from '@counterfoil/issuer/domain/staff-member'
import { staffCookies } from '@counterfoil/issuer/http/staff-cookies'

const [own, planted] = ['o'.repeat(43), 'p'.repeat(43)] as [SessionSecret, SessionSecret]
const asking = (cookie: string): FastifyRequest => ({ headers: { cookie } }) as unknown as FastifyRequest // all that is read
function setting(secure: boolean): string {
  let set = ''
  const reply = { header: (_: string, value: string) => (set = value) } as unknown as FastifyReply // all that is written
  staffCookies({ secure }).setSession(reply, own)
  return set
}

describe("the session's cookie", () => {
  it('has over https a name that no other host can set (ADM-04)', () => {
    expect(setting(true)).toBe(`__Host-cf_staff=${own}; Path=/; HttpOnly; SameSite=Lax; Secure`)
    expect(setting(false)).toBe(`cf_staff=${own}; Path=/staff; HttpOnly; SameSite=Lax`)
  })

  it('is not pushed aside by one that another host of the domain planted, whose longer path comes first', () => {
    const cookies = staffCookies({ secure: true })
    expect(cookies.session(asking(`cf_staff=${planted}; __Host-cf_staff=${own}`))).toBe(own)
    expect(cookies.session(asking(`cf_staff=${planted}`))).toBeNull()
  })
})
