import { describe, expect, it } from 'vitest'
import { outsideServersOf, outsideSettings } from '@counterfoil/issuer/outside-config'
import { profileSettings, profilesOf } from '@counterfoil/issuer/profiles-config'
import { z } from 'zod'

const shape = z.object({ ...outsideSettings, ...profileSettings, OUTSIDE_PRIVATE_HOSTS: z.array(z.string()).default([]) })
const given = (env: Readonly<Record<string, string>>) => shape.parse(env)
const server = 'https://login.council.example'

describe('the authorization server of a council’s own', () => {
  it('stands for each profile that names one, and for none where nobody does', () => {
    expect(outsideServersOf(given({})).servers).toEqual({})
    expect(outsideServersOf(given({ AUTHORIZATION_SERVER_OPEN_URL: server })).servers).toEqual({ open: server })
    expect(outsideServersOf(given({ AUTHORIZATION_SERVER_HAIP_URL: server, PROFILES: 'haip' }))).toEqual({ servers: { haip: server }, recordClaim: 'sub', recordColumn: 'sign_in_subject', privateHosts: [] })
  })

  it('is as good to HAIP as signing in here', () => {
    expect(profilesOf(given({ AUTHORIZATION_SERVER_HAIP_URL: server, PROFILES: 'haip' }), null).map(({ id }) => id)).toEqual(['haip'])
    expect(() => profilesOf(given({ PROFILES: 'haip' }), null)).toThrow('needs CITIZEN_OIDC_ISSUER_URL or AUTHORIZATION_SERVER_HAIP_URL')
  })

  it('of a profile that isn’t served is refused at the start', () => {
    expect(() => outsideServersOf(given({ AUTHORIZATION_SERVER_HAIP_URL: server }))).toThrow('means nothing unless PROFILES names haip')
  })

  it.each(['http://login.council.example', 'https://login.council.example/', 'https://user:word@login.council.example', 'ftp://login.council.example', 'login.council.example'])('lies at no address like %s', (address) => {
    expect(shape.safeParse({ AUTHORIZATION_SERVER_OPEN_URL: address }).success).toBe(false)
  })
})
