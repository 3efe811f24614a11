import { issuerUrl, type Scene } from './issuer-scene.ts'

export const cookieOf = (header: string | string[] | undefined): string => String(header).split(';')[0] ?? ''
export const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: issuerUrl }

/** Somebody at a desk: a browser with one cookie. */
export async function openDesk(scene: Pick<Scene, 'inject' | 'form'>, authority = 'aldermoor') {
  const begun = await scene.inject({ method: 'GET', url: '/staff/sign-in' })
  const before = cookieOf(begun.headers['set-cookie'])
  const back = await scene.inject({ method: 'GET', url: `/staff/signed-in?code=${authority}&state=state`, headers: { cookie: before } })
  const cookie = cookieOf(back.headers['set-cookie'])
  const get = (url: string) => scene.inject({ method: 'GET', url, headers: { cookie } })
  const csrf = /name="csrf" value="([^"]+)"/.exec((await get('/staff/people')).body)?.[1] ?? ''
  const post = (url: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = sameOrigin) => {
    const form = scene.form({ csrf, ...fields })
    return scene.inject({ method: 'POST', url, payload: form.payload, headers: { ...form.headers, cookie, ...headers } })
  }
  return { before, cookie, back, get, post, csrf }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
