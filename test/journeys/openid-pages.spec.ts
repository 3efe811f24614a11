import type { Configuration } from 'openid-client'
import { signInWords } from '@counterfoil/openid-provider/pages/words/sign-in'
import type * as frame from '@counterfoil/openid-provider/pages/frame'
import type * as steps from '@counterfoil/openid-provider/pages/steps'
import { makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import { visit, startProviderWorld, type ProviderWorld } from '../openid-provider/support/provider-world.ts'
import { post } from '../verifier/support/holder.ts'
import { look, lookAsItIs } from './look.ts'
import { startSomeWallet, StepsVisitor, wrongFor } from './steps-visitor.ts'
import { expect, test } from './strict-policy.ts'

let world: ProviderWorld
let party: Configuration
let wallet: Awaited<ReturnType<typeof startSomeWallet>>
test.beforeAll(async () => {
  wallet = await startSomeWallet()
  world = await startProviderWorld(wallet.url)
  party = await world.party('secret')
})
test.afterAll(async () => {
  wallet?.close()
  await world?.close()
})

const inset = ({ page }: StepsVisitor): Promise<void> => page.locator('.govuk-inset-text').waitFor()
const headed = ({ page }: StepsVisitor, title: string): Promise<void> => expect(page.locator('h1')).toHaveText(title)

type Language = 'en' | 'cy'
let number = ''
/** Every page that the code has, by the function that writes it (`signInPage` is around all of them), and how a citizen comes to each of its states. */
const states: Readonly<Record<keyof typeof steps | Exclude<keyof typeof frame, 'signInPage' | 'assetAddresses'>, Readonly<Record<string, (visitor: StepsVisitor, lang: Language) => Promise<unknown>>>>> = {
  choiceStep: {
    choose: (visitor) => visitor.begin(),
    declined: async (visitor) => {
      const request = await visitor.toWallet()
      await visitor.comeBack(await post(request, makeErrorResponse('access_denied', request.state).toString()))
      await inset(visitor)
    },
  },
  appStep: {
    app: async (visitor) => {
      await visitor.press('wallet_app')
      await visitor.page.locator('a[href^="openid4vp:"]').waitFor()
    },
  },
  elsewhereStep: {
    code: async (visitor) => {
      await visitor.begin()
      await visitor.press('cross_device')
      await visitor.page.locator('.cf-qr').waitFor()
    },
    'not yet': async (visitor) => {
      await visitor.goOn()
      await inset(visitor)
    },
    number: async (visitor) => {
      number = await visitor.shareElsewhere()
      await visitor.goOn()
      await visitor.page.locator('#number').waitFor()
    },
    'number wrong': async (visitor) => {
      await visitor.page.locator('#number').fill(wrongFor(number))
      await visitor.goOn()
      await visitor.page.locator('.govuk-error-message').waitFor()
    },
    'code ran out': async (visitor) => {
      await visitor.begin()
      await visitor.press('cross_device')
      await visitor.page.locator('.cf-code').waitFor()
      visitor.later(121)
      await visitor.goOn()
      await expect(visitor.page.locator('.cf-code')).toHaveCount(0)
    },
  },
  unavailableStep: {
    unavailable: async (visitor) => {
      await visitor.begin()
      world.switches.verifierUp = false
      await visitor.press('same_device')
      await visitor.page.locator('a[href$="/returned"]').waitFor()
      world.switches.verifierUp = true
    },
  },
  endedPageStep: {
    'begun in another browser': async (visitor, lang) => {
      await visitor.begin()
      await visitor.page.context().clearCookies()
      await visitor.goBack()
      await headed(visitor, signInWords[lang].endedTitle)
    },
  },
  strangersPage: {
    ended: async (visitor, lang) => {
      await visitor.page.goto(`${world.issuer}/interaction/nowhere?lang=${lang}`)
      await headed(visitor, signInWords[lang].endedTitle)
    },
    'asked wrongly': async (visitor, lang) => {
      await visitor.page.goto(`${world.issuer}/auth?client_id=nobody&ui_locales=${lang}`)
      await headed(visitor, signInWords[lang].wrongTitle)
    },
    'no such page': async (visitor, lang) => {
      expect((await visitor.page.goto(`${world.issuer}/brackenfield/nothing?lang=${lang}`))?.status()).toBe(404)
    },
  },
}

for (const { lang, viewport, see } of [
  { lang: 'en', viewport: { width: 1280, height: 720 }, see: look },
  { lang: 'cy', viewport: { width: 320, height: 640 }, see: lookAsItIs },
] as const) {
  test.describe(lang, () => {
    test.use({ viewport })

    test('every page of a sign-in by wallet can be used by everybody', async ({ page }) => {
      const visitor = new StepsVisitor(page, { world: world.verifier, open: async () => page.goto((await visit(party, { ui_locales: lang })).address) })
      for (const [state, reach] of Object.values(states).flatMap((ofPage) => Object.entries(ofPage))) {
        await test.step(state, async () => {
          await reach(visitor, lang)
          await expect(page.locator('html')).toHaveAttribute('lang', lang)
          await see(page, `sign-in-page-${state.replaceAll(' ', '-')}${lang === 'cy' ? '.cy' : ''}`)
        })
      }
    })
  })
}
