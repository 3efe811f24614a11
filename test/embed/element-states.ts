import { parseRequestObject } from '@counterfoil/shared/oid4vp/request-object'
import type { RefusalKind } from '../../packages/embed/src/words/words.ts'
import type { RequestClaims } from '../verifier/support/holder.ts'
import { kept, type Presenting } from '../verifier/support/wallet-of-types.ts'
import { blueBadge, entries, leisureConcession, schoolTravel, type ElementScene } from './element-scene.ts'

/** Every state of the element by its name, and how a citizen comes to it: from the state before where nothing is opened anew. */
export type States = Readonly<Record<string, (scene: ElementScene) => Promise<void>>>

const fetched = async (requestUri: string): Promise<RequestClaims> => parseRequestObject(await (await fetch(requestUri)).text()).claims as RequestClaims

/** The network is slow: what the page asks of its server waits for the next state. */
async function holdNext(scene: ElementScene, address: string): Promise<void> {
  let letGo = (): void => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await scene.page.route(address, async (route) => {
    await held
    await route.fallback()
  })
  release = async () => {
    letGo()
    await scene.page.unroute(address)
  }
}
let release = async (): Promise<void> => {}

let request: RequestClaims | null = null
let number = ''

const choosing: States = {
  choose: (scene) => scene.open(),
  'not chosen': (scene) => scene.button('last').click(),
  'no wallet': async (scene) => {
    await scene.choose('none')
    await scene.stands('no_wallet')
  },
  'choice of the last time': async (scene) => {
    await scene.button('last').click()
    await scene.stands('idle')
  },
  'browser found nothing': async (scene) => {
    scene.answers = async () => null
    await scene.open()
    await scene.choose('digital_credentials')
    await scene.element.locator('.counterfoil-status:not(:empty)').waitFor()
    await scene.stands('idle')
  },
  starting: async (scene) => {
    await scene.open()
    await holdNext(scene, '**/prefill')
    await scene.choose('same_device')
    await scene.stands('starting')
  },
}

const waiting: States = {
  'waiting for this device': async (scene) => {
    await release()
    await scene.stands('waiting')
  },
  'waiting for an app': async (scene) => {
    await scene.page.evaluate(() => sessionStorage.clear())
    await scene.open()
    await scene.choose('wallet_app')
    await scene.stands('waiting')
  },
  'waiting for another device': async (scene) => {
    await scene.page.evaluate(() => sessionStorage.clear())
    await scene.open()
    await scene.page.locator('[name=first_name]').fill('Mo')
    await scene.choose('cross_device')
    const requestUri = await scene.requestForOtherDevice()
    await scene.element.locator('details').evaluate((details: HTMLDetailsElement) => (details.open = true))
    readyRequest = () => fetched(requestUri)
  },
  opened: async (scene) => {
    const said = scene.element.locator('.counterfoil-status')
    const before = await said.textContent()
    request = await readyRequest()
    await scene.lookAgain()
    await said.filter({ hasNotText: before ?? '' }).waitFor()
  },
  number: async (scene) => {
    if (request !== null) number = await scene.shareFromOtherDevice(request)
    await scene.lookAgain()
    await scene.stands('number')
  },
  'number wrong': async (scene) => {
    await scene.element.locator('input').fill(number === '11' ? '12' : '11')
    await scene.button('first').click()
    await scene.element.locator('.govuk-error-message').waitFor()
  },
  collecting: async (scene) => {
    await holdNext(scene, '**/result')
    await scene.element.locator('input').fill(number)
    await scene.button('first').click()
    await scene.stands('collecting')
  },
}
let readyRequest = async (): Promise<RequestClaims> => {
  throw new Error('nothing was asked')
}

const filled = async (scene: ElementScene, presenting: Presenting = {}, form = blueBadge): Promise<void> => {
  await scene.presentByBrowser(presenting, form)
  await scene.stands('filled')
}

const filling: States = {
  conflict: async (scene) => {
    await release()
    await scene.stands('conflict')
  },
  'filled, but for what was typed': async (scene) => {
    await scene.button('first').click()
    await scene.stands('filled')
  },
  'filled in part': (scene) => filled(scene, { withheld: ['birth_date'] }),
  'filled from several credentials': (scene) => filled(scene, {}, leisureConcession),
  'filled for a child': (scene) => filled(scene, {}, schoolTravel),
}

/** Each begins with the one press that the state before offers. */
const ending: States = {
  failed: async (scene) => {
    await scene.open()
    scene.forms.way.state = 'away'
    await scene.choose('cross_device')
    await scene.stands('failed')
  },
  taken: async (scene) => {
    scene.forms.way.state = 'well'
    await scene.button('last').click()
    number = await scene.shareFromOtherDevice(await fetched(await scene.requestForOtherDevice()))
    await scene.lookAgain()
    await scene.stands('number')
    scene.forms.way.state = 'losesAnswers'
    await scene.element.locator('input').fill(number)
    await scene.button('first').click()
    await scene.stands('taken')
  },
  expired: async (scene) => {
    scene.forms.way.state = 'well'
    await scene.button('last').click()
    await scene.stands('waiting')
    scene.later(180)
    await scene.lookAgain()
    await scene.stands('expired')
  },
  declined: async (scene) => {
    await scene.button('last').click()
    const { response_uri: address, state } = await fetched(await scene.requestForOtherDevice())
    await fetch(address, { method: 'POST', body: new URLSearchParams({ error: 'access_denied', state }) })
    await scene.lookAgain()
    await scene.stands('declined')
  },
  'refused: cannotAnswer': async (scene) => {
    await scene.button('last').click()
    await scene.choose('cross_device')
    const { response_uri: address, state } = await fetched(await scene.requestForOtherDevice())
    await fetch(address, { method: 'POST', body: new URLSearchParams({ error: 'vp_formats_not_supported', state }) })
    await scene.lookAgain()
    await scene.stands('refused')
  },
}

const acting = { form: schoolTravel } as const
const now = (): number => Math.floor(Date.now() / 1000)
/** A presentation for each reason to refuse one. */
const refusals: Readonly<Record<Exclude<RefusalKind, 'tryLater' | 'cannotAnswer'>, Presenting & { readonly form?: string }>> = {
  withdrawn: { changed: { residency: { index: entries.withdrawn } } },
  suspended: { changed: { residency: { index: entries.suspended } } },
  expired: { changed: { residency: { payload: { exp: now() - 3600 } } } },
  notAccredited: { changed: { residency: { issuer: 'brackenfield' } } },
  unconfirmed: { changed: { residency: { payload: { iss: 'https://elsewhere.example' } } } },
  unclear: { changed: { residency: { payload: { status: undefined } } } },
  otherCredential: { changed: { residency: { payload: { vct: 'https://types.example/library-card' } } } },
  missing: { withheld: ['uprn'] },
  other: { audience: 'origin:https://elsewhere.example' },
  anotherPerson: { ...acting, changed: { child: { claims: { given_name: 'Elin' } } } },
  beyondScope: { ...acting, changed: { representation: { claims: { scope: 'money' } } } },
  notActing: { ...acting, changed: { representation: { claims: { acts_from: kept.representation.acts_until } } } },
}

const refusing: States = Object.fromEntries(
  Object.entries(refusals).map(([reason, { form = blueBadge, ...presenting }]) => [
    `refused: ${reason}`,
    async (scene: ElementScene) => {
      await scene.presentByBrowser(presenting, form)
      await scene.stands('refused')
    },
  ]),
)

/** The councils' network is away: somebody is known from before, and somebody else isn't. */
const cutOff: States = {
  'filled by what was known': async (scene) => {
    await filled(scene)
    scene.forms.world.switches.ledgerUp = false
    scene.later(60)
    await filled(scene)
  },
  'refused: tryLater': async (scene) => {
    await scene.presentByBrowser({ changed: { residency: { issuer: 'calderwick' } } })
    await scene.stands('refused')
    scene.forms.world.switches.ledgerUp = true
    scene.later(60)
  },
}

export const everyState: States = { ...choosing, ...waiting, ...filling, ...ending, ...refusing, ...cutOff }
