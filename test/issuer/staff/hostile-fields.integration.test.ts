import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staffRoles } from '@counterfoil/issuer/domain/staff-member'
import { openScene, type Scene } from '../issuer-scene.ts'
import { openDesk, sameOrigin, type Desk } from '../staff-desk.ts'
import { consoleRoutes, nameOf, type ConsoleRoute } from './console-roles-page.ts'

// Every route of the console, found by asking the service, as somebody who may use them all: what they send is then all that is wrong.

let scene: Scene
let routes: readonly ConsoleRoute[]
let desk: Desk

beforeAll(async () => {
  scene = await openScene()
  // What ends sessions would end this one.
  routes = consoleRoutes(scene.issuer.app.servedRoutes).filter(({ url }) => !/\/(?:sessions|colleagues)\/|step-up\/sign-in/.test(url))
  desk = await openDesk(scene, `aldermoor:${staffRoles.join(',')}`, { steppedUp: true })
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

const idsOf = (url: string, id: string): string => url.replaceAll(/:\w+/g, encodeURIComponent(id))
const said = /SELECT |INSERT |SQLITE|syntax error|\bat \w+ \(|\.ts:\d+|TypeError|node_modules|\[object Object\]/

/** What a route answers; where it leads on, what is there. */
async function answerTo(route: ConsoleRoute, id: string, fields: string) {
  const answer = await ask(route, id, fields)
  const on = answer.headers.location ?? ''
  return answer.statusCode === 303 && on.startsWith('/staff/') ? desk.get(on) : answer
}

async function ask({ method, url }: ConsoleRoute, id: string, fields: string) {
  const address = idsOf(url, id)
  if (method === 'GET') return scene.inject({ method, url: `${address}?${fields}`, headers: { cookie: desk.cookie } })
  const { headers } = scene.form({})
  return scene.inject({ method, url: address, payload: `csrf=${desk.csrf}&${fields}`, headers: { ...headers, cookie: desk.cookie, ...sameOrigin } })
}

const nowhere = '0'.repeat(32)

describe('routes of the console', () => {
  it.each([
    ['an object for an id', '{"$ne":1}', ''],
    ['an array for an id', '["a","b"]', ''],
    ['the prototype for an id', '__proto__', ''],
    ['a piece of SQL for an id', "' OR 1=1 --", ''],
    ['NUL in an id', 'a\0b', ''],
  ])('ADM-15 ADM-23 find nothing by %s, and tell nothing of how they look', async (_, id, fields) => {
    const named = routes.filter(({ url }) => url.includes(':'))
    expect(named.length).toBeGreaterThan(20)
    for (const route of named) {
      const { statusCode, body } = await answerTo(route, id, fields)
      expect([nameOf(route), [400, 404].includes(statusCode)], `${statusCode} ${body.slice(0, 200)}`).toEqual([nameOf(route), true])
      expect(body).not.toMatch(said)
    }
  })

  it.each([
    ['each field as an object', ['reason', 'kind', 'change', 'type', 'search', 'words', 'handle', 'before', 'after', 'status', 'content', 'revision'].map((name) => `${name}%5B%24ne%5D=1`).join('&')],
    ['each field twice', ['reason', 'kind', 'change', 'type', 'search', 'words', 'handle', 'before', 'after', 'status', 'content', 'revision', 'language', 'back', 'told'].map((name) => `${name}=a&${name}=b`).join('&')],
    ['fields that are members of every object', '__proto__=1&constructor=1&toString=1&hasOwnProperty=1&select-__proto__=on'],
    ['fields that are SQL', ['kind', 'type', 'before', 'after', 'status', 'search', 'handle'].map((name) => `${name}=${encodeURIComponent("'; DROP TABLE offers; --")}`).join('&')],
  ])('ADM-15 ADM-23 never fail by %s, and tell nothing of how they work, nor of whom', async (_, fields) => {
    for (const route of routes) {
      const { statusCode, body, headers } = await answerTo(route, nowhere, fields)
      expect([nameOf(route), statusCode < 500], `${statusCode} ${body.slice(0, 200)}`).toEqual([nameOf(route), true])
      // The list of people shows people.
      if (statusCode >= 400) expect([nameOf(route), /Ceridwen|Ashdown|AL-0/.test(body)]).toEqual([nameOf(route), false])
      if (String(headers['content-type']).includes('html')) expect([nameOf(route), body.match(said)]).toEqual([nameOf(route), null])
    }
    expect((await desk.get('/staff/people')).statusCode).toBe(200)
  })
})
