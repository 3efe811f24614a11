import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { councils } from '@counterfoil/neighbourhood/councils'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'
import { vctOf } from '@counterfoil/shared/network/network'
import { root } from '../support/source-files.ts'
import { askFromForm, collect, expect, offerResidency, picture, signInAsStaff, test } from './neighbourhood.ts'

const run = promisify(execFile)

/** The registrar's commands, as each council's operator gives them. */
function registrarOf({ places, network }: Neighbourhood) {
  const vct = vctOf(network.typesUrl, 'residency', 1)
  const command = async (...given: readonly string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [join(root, 'services/registrar/src/main.ts'), ...given, '--data', join(places.logsDir, '..')])
    return stdout
  }
  return {
    /** Proposed and signed by the first, signed by the others, executed by nobody in particular. */
    decide: async ([first = '', ...others]: readonly string[], ...change: readonly string[]): Promise<void> => {
      const turn = /Proposal (\d+)/.exec(await command(...change, '--type', vct, '--yes', '--as', first))?.[1] ?? ''
      for (const other of others) await command('sign', turn, '--as', other, '--yes')
      await command('execute', turn)
    },
    /** The same with what too few signed: says what the command answered. */
    tryTo: async ([first = '', ...others]: readonly string[], ...change: readonly string[]): Promise<string> => {
      const turn = /Proposal (\d+)/.exec(await command(...change, '--type', vct, '--yes', '--as', first))?.[1] ?? ''
      for (const other of others) await command('sign', turn, '--as', other, '--yes')
      return command('execute', turn).then(() => 'executed', (error: { stderr?: string }) => error.stderr ?? '')
    },
  }
}

test('an authority is withdrawn by three of five: all five verifiers refuse its credentials, and wallets refuse its requests', async ({ neighbourhood, browser }) => {
  test.setTimeout(240_000)
  const { urls } = neighbourhood.places
  const registrar = registrarOf(neighbourhood)
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
    await expect(desk.getByLabel('First name')).toHaveValue('Idris')
    expect(await registrar.tryTo(['brackenfield', 'calderwick'], 'withdraw', 'aldermoor', '--to', 'issue')).toContain('2 of 3 signatures')
    const again = await askFromForm(neighbourhood, browser, wallet, 'calderwick')
    await share()
    await expect(again.getByLabel('First name')).toHaveValue('Idris')
  })

  await test.step('a third signs: within the freshness limit every council’s verifier says no, and why', async () => {
    await registrar.decide(['brackenfield', 'calderwick', 'dunmere'], 'withdraw', 'aldermoor', '--to', 'issue')
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
    await registrar.decide(['brackenfield', 'calderwick', 'dunmere'], 'withdraw', 'aldermoor', '--to', 'request')
    await wallet.waitForTimeout(10_500)
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
    for (const to of ['issue', 'request']) await registrar.decide(['calderwick', 'dunmere', 'elmsworth'], 'accredit', 'aldermoor', '--to', to, '--until', inAYear)
    await wallet.waitForTimeout(10_500)
    const desk = await askFromForm(neighbourhood, browser, wallet, 'aldermoor')
    await share()
    await expect(desk.getByLabel('First name')).toHaveValue('Idris')
  })
})
