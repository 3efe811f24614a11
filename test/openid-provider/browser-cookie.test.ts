import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { browserCookie } from '@counterfoil/openid-provider/http/browser-cookie'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'

async function provider(secure: boolean) {
  const app = Fastify()
  const browser = await browserCookie(app, { secure, random: cryptoRandom })
  app.get('/', (request, reply) => ({ name: browser.readOrGive(request, reply) }))
  return async (given = '') => {
    const answer = await app.inject({ url: '/', headers: { cookie: given } })
    return { name: answer.json<{ name: string }>().name, set: answer.headers['set-cookie']?.toString().split('; ') }
  }
}
const given = async (ask: Awaited<ReturnType<typeof provider>>): Promise<string> => (await ask()).set?.[0] ?? ''

describe('the cookie that names a browser', () => {
  it('has with https a name that no other host of the domain can set', async () => {
    expect((await (await provider(true))()).set).toEqual([expect.stringMatching(/^__Host-cf_openid_browser=/), 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    expect((await (await provider(false))()).set).toEqual([expect.stringMatching(/^cf_openid_browser=/), 'Path=/', 'HttpOnly', 'SameSite=Lax'])
  })

  it('names the same browser again', async () => {
    const ask = await provider(true)
    const { name, set } = await ask()
    expect(await ask(set?.[0])).toEqual({ name, set: undefined })
  })

  it.each<[what: string, changed: (good: string) => string | Promise<string>]>([
    ['made up', () => `__Host-cf_openid_browser=${'a'.repeat(32)}`],
    ['of another process', async () => given(await provider(true))],
    ['with a name to it that was not given with its signature', (good) => good.replace(/=./, (start) => (start === '=a' ? '=b' : '=a'))],
    ['without what https puts before its name', (good) => good.replace('__Host-', '')],
  ])('that is %s names nobody', async (_what, changed) => {
    const ask = await provider(true)
    expect((await ask(await changed(await given(ask)))).set).toBeDefined()
  })
})
