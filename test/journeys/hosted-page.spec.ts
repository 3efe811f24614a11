import { makeErrorResponse } from '@counterfoil/shared/oid4vp/authorization-response'
import type * as pages from '@counterfoil/verifier/pages/hosted-page'
import { hostedPageWords } from '@counterfoil/verifier/pages/words/hosted-page'
import { refusalWords } from '@counterfoil/ui/words'
import { answerWell, post, sampleClaims } from '../verifier/support/holder.ts'
import { startHostedForm, type HostedForm } from './hosted-form.ts'
import { look, lookAsItIs } from './look.ts'
import { StepsVisitor, wrongFor, type StepsBegin } from './steps-visitor.ts'
import { expect, test } from './strict-policy.ts'

const revoked = 9
let hosted: HostedForm
test.beforeAll(async () => {
  hosted = await startHostedForm()
  hosted.world.publisher.set(revoked, 1)
})
test.afterAll(() => hosted?.close())

const inset = ({ page }: StepsVisitor): Promise<void> => page.locator('.govuk-inset-text').waitFor()

/** From the form to the verifier's page. */
const beginAt = (lang: 'en' | 'cy'): StepsBegin => ({
  world: hosted.world,
  open: async (page, form) => {
    await page.goto(hosted.addressOf(form, lang))
    await page.getByRole('button', { name: 'Fill in from my wallet' }).click()
  },
})

let number = ''
/** Every page that the code has, by the function that writes it, and how a citizen comes to each of its states. */
const states: Readonly<Record<keyof typeof pages, Readonly<Record<string, (visitor: StepsVisitor, lang: 'en' | 'cy') => Promise<unknown>>>>> = {
  choicePage: {
    choose: (visitor) => visitor.begin(),
    'not taken': async (visitor) => {
      expect((await answerWell(hosted.world, await visitor.toWallet(), { payload: { status: undefined } })).status).toBe(400)
      await visitor.goBack()
      await inset(visitor)
    },
    declined: async (visitor) => {
      await visitor.begin()
      const request = await visitor.toWallet()
      await visitor.comeBack(await post(request, makeErrorResponse('access_denied', request.state).toString()))
      await inset(visitor)
    },
    refused: async (visitor) => {
      await visitor.begin()
      await visitor.share(await visitor.toWallet(), { index: revoked })
      await inset(visitor)
    },
  },
  appPage: {
    app: async (visitor) => {
      await visitor.begin()
      await visitor.press('wallet_app')
      await visitor.page.locator('a[href^="openid4vp:"]').waitFor()
    },
  },
  elsewherePage: {
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
  overPage: {
    over: async (visitor, lang) => {
      await visitor.begin()
      visitor.later(1801)
      await visitor.page.reload()
      await expect(visitor.page.locator('h1')).toHaveText(hostedPageWords[lang].overTitle)
    },
  },
  tooOftenPage: {
    'too often': async (visitor, lang) => {
      await visitor.begin()
      for (let times = 0; times < 20; times += 1) await visitor.page.request.post(visitor.page.url(), { form: { flow: 'same_device' }, maxRedirects: 0 })
      await visitor.press('same_device')
      await expect(visitor.page.locator('h1')).toHaveText(hostedPageWords[lang].tooOftenTitle)
    },
  },
  unavailablePage: {
    unavailable: async (visitor) => {
      // A form that allows no other device, asked for one all the same.
      await visitor.begin('leisure-concession')
      await visitor.page.locator('button[value=same_device]').evaluate((button: HTMLButtonElement) => (button.value = 'cross_device'))
      await visitor.press('cross_device')
      await expect(visitor.page.locator('button[value]')).toHaveCount(0)
    },
  },
  strangersPage: {
    stranger: async (visitor, lang) => {
      await visitor.begin()
      await visitor.page.context().clearCookies()
      await visitor.page.goto(`${visitor.page.url()}?lang=${lang}`)
      await expect(visitor.page.locator('main')).toContainText(hostedPageWords[lang].strangersHappened)
    },
  },
}

for (const { lang, viewport, see } of [
  { lang: 'en', viewport: { width: 1280, height: 720 }, see: look },
  { lang: 'cy', viewport: { width: 320, height: 640 }, see: lookAsItIs },
] as const) {
  test.describe(lang, () => {
    test.use({ viewport })

    test('every page that asks a wallet for a form without a script can be used by everybody', async ({ page }) => {
      const visitor = new StepsVisitor(page, beginAt(lang))
      for (const [state, reach] of Object.values(states).flatMap((ofPage) => Object.entries(ofPage))) {
        await test.step(state, async () => {
          await reach(visitor, lang)
          await expect(page.locator('html')).toHaveAttribute('lang', lang)
          await see(page, `hosted-page-${state.replaceAll(' ', '-')}${lang === 'cy' ? '.cy' : ''}`)
        })
      }
    })

    test('without a script: from the form to the wallet and back, from either device, and what was refused, declined or ran out is told', async ({ browser }) => {
      const context = await browser.newContext({ javaScriptEnabled: false, viewport })
      const page = await context.newPage()
      const visitor = new StepsVisitor(page, beginAt(lang))
      const filledIn = (): Promise<void> => expect(page.locator('[name=first_name]')).toHaveValue(sampleClaims.given_name)

      await visitor.begin()
      await visitor.share(await visitor.toWallet())
      await filledIn()

      await visitor.begin()
      await visitor.press('cross_device')
      const shown = await visitor.shareElsewhere()
      await visitor.goOn()
      await page.locator('#number').fill(shown)
      await visitor.goOn()
      await filledIn()

      await visitor.begin()
      await visitor.share(await visitor.toWallet(), { index: revoked })
      await expect(page.locator('.govuk-inset-text')).toContainText(refusalWords('credential_revoked', lang).title)
      await visitor.share(await visitor.toWallet())
      await filledIn()

      await visitor.begin()
      await visitor.press('cross_device')
      await page.locator('.cf-code').waitFor()
      visitor.later(121)
      await visitor.goOn()
      await expect(page.locator('h1')).toHaveText(refusalWords('expired_transaction', lang).title)
      await page.getByRole('button', { name: hostedPageWords[lang].cancel }).click()
      await expect(page.locator('#status')).toHaveText('declined')
      await context.close()
    })
  })
}
