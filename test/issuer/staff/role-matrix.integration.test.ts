import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staffRoles, type StaffRole } from '@counterfoil/issuer/domain/staff-member'
import { may } from '@counterfoil/issuer/domain/staff-permission'
import { expectCheckedIn } from '../../support/checked-in.ts'
import { openScene, type Scene } from '../issuer-scene.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'
import { consoleRolesPage, consoleRoutes, nameOf, type ConsoleRoute } from './console-roles-page.ts'

// Every route of the console, found by asking the service: a new one is held to the same without being named here.

let scene: Scene
let routes: readonly ConsoleRoute[]
let desks: ReadonlyMap<StaffRole, Desk>

beforeAll(async () => {
  scene = await openScene()
  routes = consoleRoutes(scene.issuer.app.servedRoutes)
  desks = new Map(await Promise.all(staffRoles.map(async (role) => [role, await openDesk(scene, `aldermoor:${role}`)] as const)))
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const addressOf = ({ url }: ConsoleRoute): string => url.replaceAll(/:\w+/g, '0'.repeat(32))

let accounts = 0

/** An account of its own for what ends sessions. */
const deskOf = async (role: StaffRole, { url }: ConsoleRoute): Promise<Desk> => (/\/(?:sessions|colleagues)\/|step-up\/sign-in/.test(url) ? openDesk(scene, `aldermoor:${role}${','.repeat((accounts += 1))}`) : (desks.get(role) ?? expect.fail(role)))

const ask = (desk: Desk, route: ConsoleRoute) => (route.method === 'GET' ? desk.get(addressOf(route)) : desk.post(addressOf(route)))

describe('routes of the console', () => {
  it('name each what is needed to use them', () => {
    expect(routes.length).toBeGreaterThan(20)
    expect(routes.filter(({ permission }) => permission === undefined).map(nameOf)).toEqual([])
  })

  it('are told in the docs with who may use them', () => {
    expectCheckedIn('docs/console-roles.md', consoleRolesPage(routes))
  })

  it.each(staffRoles)('ADM-10 are open to a %s who may, and closed with words to one who may not', async (role) => {
    for (const route of routes) {
      const { permission = expect.fail(nameOf(route)) } = route
      const answer = await ask(await deskOf(role, route), route)
      const isRefused = answer.statusCode === 403 && answer.body.includes('Your role doesn’t allow this')
      expect([nameOf(route), isRefused], answer.body.slice(0, 300)).toEqual([nameOf(route), !may({ roles: [role] }, permission)])
      expect([nameOf(route), [401, 500].includes(answer.statusCode)]).toEqual([nameOf(route), false])
      if (isRefused) expect(answer.body).not.toMatch(/Ceridwen|Ashdown|AL-0/)
    }
  })

  it('offer an auditor, who looks and changes nothing, no button that would be refused', async () => {
    const [auditor, caseworker] = [desks.get('auditor') ?? expect.fail(), desks.get('caseworker') ?? expect.fail()]
    const person = /href="(\/staff\/people\/[^"?]+)">Ceridwen/.exec((await auditor.get('/staff/people')).body)?.[1] ?? expect.fail()
    expect((await caseworker.get(person)).body).toContain(`action="${person}/offers"`)
    expect((await auditor.get(person)).body).not.toMatch(/\/(?:offers|issue)["?]/)
    expect((await auditor.get(person)).body).not.toContain('href="/staff/bulk"')
  })

  it('ADM-10 are closed to nobody in particular', async () => {
    for (const route of routes) {
      const form = scene.form({ csrf: 'x' })
      const answer = await scene.inject({ method: route.method, url: addressOf(route), ...(route.method === 'GET' ? {} : { payload: form.payload, headers: { ...form.headers, ...sameOrigin } }) })
      expect([nameOf(route), answer.statusCode]).toEqual([nameOf(route), 401])
      expect(answer.body).toContain('href="/staff/sign-in"')
    }
  })

  it('do nothing that can do great harm for who has not proved anew to be there', async () => {
    const dangerous = routes.filter(({ stepUp }) => stepUp)
    expect(dangerous.length).toBeGreaterThan(3)
    for (const route of dangerous) {
      const role = staffRoles.find((one) => may({ roles: [one] }, route.permission ?? 'home')) ?? expect.fail(nameOf(route))
      const answer = await ask(await deskOf(role, route), route)
      expect([nameOf(route), answer.statusCode, String(answer.headers.location).split('?')[0]]).toEqual([nameOf(route), 303, '/staff/step-up'])
    }
  })

  it('ADM-11 take no role and no authority from a form', async () => {
    const caseworker = await openDesk(scene)
    await caseworker.post('/staff/people', { words: 'x', roles: 'authority-admin', role: 'authority-admin', authority: 'brackenfield' })
    expect((await caseworker.get('/staff/colleagues')).statusCode).toBe(403)
    expect((await caseworker.get('/staff/people')).body).toContain('Aldermoor')
  })
})
