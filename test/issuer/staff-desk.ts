import { issuerUrl, type Scene } from './issuer-scene.ts'

export const cookieOf = (header: string | string[] | undefined): string => String(header).split(';')[0] ?? ''
export const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: issuerUrl }

type Hands = Pick<Scene, 'inject' | 'form'>

/** To the provider and back, as whom `code` says. */
export async function signInBy(scene: Hands, start: string, code: string, cookie = '') {
  const begun = await scene.inject({ method: 'GET', url: start, headers: { cookie } })
  const before = cookieOf(begun.headers['set-cookie'])
  const back = await scene.inject({ method: 'GET', url: `/staff/signed-in?code=${code}&state=state`, headers: { cookie: before } })
  return { before, back, cookie: cookieOf(back.headers['set-cookie']) }
}

/** Somebody at a desk: a browser with one cookie. Who it is, is said as `staffOf` takes it; `steppedUp`: they have just signed in anew, as before what can do great harm. */
export async function openDesk(scene: Hands, who = 'aldermoor', { steppedUp = false }: { readonly steppedUp?: boolean } = {}) {
  const first = await signInBy(scene, '/staff/sign-in', who)
  const { before, back, cookie } = steppedUp ? await signInBy(scene, '/staff/step-up/sign-in', who, first.cookie) : first
  return { before, back, ...(await deskWith(scene, cookie)) }
}

/** A browser that has the cookie of a session. */
export async function deskWith(scene: Hands, cookie: string) {
  const get = (url: string) => scene.inject({ method: 'GET', url, headers: { cookie } })
  const csrf = /name="csrf" value="([^"]+)"/.exec((await get('/staff/prints')).body)?.[1] ?? ''
  const post = (url: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = sameOrigin) => {
    const form = scene.form({ csrf, ...fields })
    return scene.inject({ method: 'POST', url, payload: form.payload, headers: { ...form.headers, cookie, ...headers } })
  }
  return { cookie, get, post, csrf }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
