import { anotherScheme } from '@counterfoil/embed/wallet-links'
import type { StartedPresentation } from '@counterfoil/form-server/form-server'
import { backLink, button, html, insetText, type Raw } from '@counterfoil/ui/components'
import { anotherDeviceStep, endedStep, numberStep, walletAppStep } from '@counterfoil/ui/wallet-steps'
import { refusalWords, walletStepWords } from '@counterfoil/ui/words'
import type { AskedForm } from '../domain/asked-form.ts'
import type { SignIn } from '../ports.ts'
import type { FramedStep } from './frame.ts'
import { signInWords } from './words/sign-in.ts'

const homeOf = ({ uid }: SignIn): string => `/interaction/${uid}`

const cancelForm = (signIn: SignIn): Raw =>
  html`<form method="post" action="${homeOf(signIn)}/cancel">${button({ text: signInWords[signIn.language].cancel(signIn.party.name[signIn.language]), classes: 'govuk-button--secondary' })}</form>`

/** What is asked, by whom, and the ways to a wallet. */
export function choiceStep(signIn: SignIn, asked: AskedForm): FramedStep {
  const { language: lang, party, notGiven } = signIn
  const [words, ways] = [signInWords[lang], walletStepWords[lang]]
  const goTo = (way: string, text: string, classes?: string): Raw => button({ text, name: 'flow', value: way, classes })
  const body = html`${notGiven !== null && whyNothing(notGiven, signIn)}<p class="govuk-body">${words.asks(party.name[lang])}</p>
<ul class="govuk-list govuk-list--bullet">${factsOf(asked, signIn).map((fact) => html`<li>${fact}</li>`)}</ul>
<p class="govuk-body">${asked.purpose[lang]}. ${words.youDecide}</p>
<form method="post" action="${homeOf(signIn)}"><div class="govuk-button-group">${goTo('same_device', ways.thisDevice)}${goTo('wallet_app', ways.walletApp, 'govuk-button--secondary')}${asked.isForOtherDevices && goTo('cross_device', ways.otherDevice, 'govuk-button--secondary')}</div></form>
${cancelForm(signIn)}`
  return { title: words.title(party.name[lang]), body }
}

const factsOf = ({ claims }: AskedForm, { language }: SignIn): readonly string[] => [...new Set(claims.map(({ label }) => label[language]))]

function whyNothing(refusal: string, { language }: SignIn): Raw {
  const { title, happened, next } = refusalWords(refusal, language)
  return insetText({ text: html`<h2 class="govuk-heading-s">${title}</h2><p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>` })
}

/** For a wallet that is another app on this device. */
export function appStep(signIn: SignIn, link: string): FramedStep {
  return withWayBack(signIn, walletAppStep(link, anotherScheme(link), signIn.language, signInWords[signIn.language].appBody))
}

/** For a wallet on another device; `outcome` is null, what is known of the number, or the code of a refusal. */
export function otherDeviceStep(signIn: SignIn, presentation: StartedPresentation, outcome: string | null): FramedStep {
  const { language: lang } = signIn
  const here = { lang, action: `${homeOf(signIn)}/another-device` }
  if (outcome === 'number' || outcome === 'number_wrong') return withWayBack(signIn, numberStep(here, outcome === 'number_wrong', signInWords[lang].goOn))
  if (outcome === null || outcome === 'not_yet') return withWayBack(signIn, anotherDeviceStep(presentation, here, outcome === 'not_yet'))
  return withWayBack(signIn, endedStep(outcome, { lang, action: homeOf(signIn) }))
}

const withWayBack = (signIn: SignIn, { title, body, hasError = false }: FramedStep): FramedStep => ({
  title,
  hasError,
  body: html`${body}${cancelForm(signIn)}`,
  beforeContent: backLink({ href: homeOf(signIn), text: signInWords[signIn.language].otherWay }),
})

/** The verifier gave nothing, not even a refusal of what a wallet showed: to try again, or to go back and be told so. */
export function unavailableStep(signIn: SignIn, refusal: string): FramedStep {
  const { language: lang, party } = signIn
  const { title, happened, next } = refusalWords(refusal, lang)
  const words = signInWords[lang]
  return {
    title,
    body: html`<p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>
${button({ text: words.tryAgain, href: homeOf(signIn) })}
<form method="post" action="${homeOf(signIn)}/unavailable">${button({ text: words.backTo(party.name[lang]), classes: 'govuk-button--secondary' })}</form>`,
  }
}

/** Nothing goes on from here, and the relying party's own page is where to begin anew. */
export function endedPageStep({ language: lang, party }: Pick<SignIn, 'language' | 'party'>): FramedStep {
  const words = signInWords[lang]
  return { title: words.endedTitle, body: html`<p class="govuk-body">${words.endedHappened}</p><p class="govuk-body">${words.endedNext}</p>${button({ text: words.backTo(party.name[lang]), href: party.website })}` }
}
