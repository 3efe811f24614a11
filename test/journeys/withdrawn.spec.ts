import { councils } from '@counterfoil/neighbourhood/councils'
import { vctOf } from '@counterfoil/shared/network/network'
import { registrarOf } from '../support/registrar-client.ts'
import { goAhead } from './clocks.ts'
import { askFromForm, collect, expect, offerResidency, picture, signInAsStaff, tellForm, test } from './neighbourhood.ts'

test('an authority is withdrawn by three of five: all five verifiers refuse its credentials, and wallets refuse its requests', async ({ neighbourhood, browser }) => {
  const { urls } = neighbourhood.places
  const registrar = registrarOf(neighbourhood)
  const type = vctOf(neighbourhood.network.typesUrl, 'residency', 1)
  const withdrawal = (to: 'issue' | 'request') => ({ command: 'withdraw', authority: 'aldermoor', to, type })
  const staff = await (await browser.newContext()).newPage()
  const wallet = await (await browser.newContext()).newPage()
  await signInAsStaff(neighbourhood, staff)
  await collect(wallet, await offerResidency(staff, 'Idris'))
  const share = async (): Promise<void> => {
    const button = wallet.getByRole('button', { name: 'Share', exact: true })
    await expect(button).toBeVisible()
    // The wallet ignores a press that comes before anybody could have read the screen.
    await wallet.waitForTimeout(600)
    await button.click()
  }

  await test.step('all is well before, and after two of five have signed', async () => {
    const desk = await askFromForm(neighbourhood, browser, wallet, 'brackenfield')
    await share()
    await tellForm(desk, wallet)
    await expect(desk.getByLabel('First name')).toHaveValue('Idris')
    await expect(registrar.decide(['brackenfield', 'calderwick'], withdrawal('issue'))).rejects.toThrow(/execution answered 409/)
    const again = await askFromForm(neighbourhood, browser, wallet, 'calderwick')
    await share()
    await tellForm(again, wallet)
    await expect(again.getByLabel('First name')).toHaveValue('Idris')
  })

  await test.step('a third signs: within the freshness limit every council’s verifier says no, and why', async () => {
    await registrar.decide(['brackenfield', 'calderwick', 'dunmere'], withdrawal('issue'))
    // The neighbourhood's verifier confirms what it knows after two seconds; by its preset, after ten.
    await wallet.waitForTimeout(2500)
    for (const { id, name } of councils) {
      const desk = await askFromForm(neighbourhood, browser, wallet, id)
      await expect(wallet.getByRole('heading', { name: `Share these facts with ${name.en}?` })).toBeVisible()
      await share()
      await expect(wallet.getByRole('heading', { name: 'The form no longer accepts this credential' })).toBeVisible()
      await expect(desk.getByText('Whoever issued it isn’t accredited to issue credentials of this type.')).toBeVisible()
      await picture(desk, `form-issuer-withdrawn-${id}`)
    }
    await picture(wallet, 'wallet-issuer-withdrawn')
  })

  await test.step('it may not ask any more either: a wallet refuses its request, before anything is shown', async () => {
    await registrar.decide(['brackenfield', 'calderwick', 'dunmere'], withdrawal('request'))
    // A wallet confirms after ten.
    await goAhead(wallet, 11)
    await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await expect(wallet.getByRole('heading', { name: 'This council may not ask for this' })).toBeVisible()
    await expect(wallet.getByRole('button', { name: 'Share', exact: true })).toHaveCount(0)
    await picture(wallet, 'wallet-asker-withdrawn')
    await askFromForm(neighbourhood, browser, wallet, 'elmsworth')
    await expect(wallet.getByRole('heading', { name: /^Share these facts with Elmsworth/ })).toBeVisible()
  })

  await test.step('and a wallet collects nothing of it', async () => {
    await staff.goto(`${urls.issuer}/staff/people`)
    const offer = await offerResidency(staff, 'Jaya')
    await wallet.goto(offer.link)
    await expect(wallet.getByRole('heading', { name: 'This council may not issue this credential' })).toBeVisible()
    await picture(wallet, 'wallet-offer-of-withdrawn')
  })

  await test.step('three accredit it again: what it issued stands once more', async () => {
    const inAYear = new Date(Date.now() + 365 * 24 * 3600 * 1000).toISOString().slice(0, 10)
    for (const to of ['issue', 'request']) await registrar.decide(['calderwick', 'dunmere', 'elmsworth'], { command: 'accredit', authority: 'aldermoor', to, type, until: inAYear })
    await wallet.waitForTimeout(2500)
    await goAhead(wallet, 11)
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await share()
    await tellForm(desk, wallet)
    await expect(desk.getByLabel('First name')).toHaveValue('Idris')
  })
})
