import type { StartedPresentation } from '@counterfoil/form-server/form-server'
import { backLink, button, html, linkAsButton, type Raw } from '@counterfoil/ui/components'
import { choiceOfWallet, otherDeviceStep, walletAppStep } from '@counterfoil/ui/wallet-steps'
import { refusalWords, walletStepWords } from '@counterfoil/ui/words'
import type { AskedForm } from '../domain/asked-form.ts'
import type { SignIn } from '../ports.ts'
import type { FramedStep } from './frame.ts'
import { signInWords } from './words/sign-in.ts'

const homeOf = ({ uid }: SignIn): string => `/interaction/${uid}`

const cancelForm = (signIn: SignIn): Raw =>
  html`<form method="post" action="${homeOf(signIn)}/cancel">${button({ text: signInWords[signIn.language].cancel(signIn.party.name[signIn.language]), classes: 'govuk-button--secondary' })}</form>`

/** What is asked, by whom, and the ways to a wallet. */
export function choiceStep(signIn: SignIn, { claims, purpose, isForOtherDevices }: AskedForm): FramedStep {
  const { language: lang, party, notGiven } = signIn
  const words = signInWords[lang]
  const choice = { asks: words.asks(party.name[lang]), facts: claims.map(({ label }) => label[lang]), purpose: purpose[lang], isForOtherDevices, notGiven }
  return { title: words.title(party.name[lang]), body: html`${choiceOfWallet(choice, { lang, action: homeOf(signIn) })}${cancelForm(signIn)}` }
}

/** For a wallet that is another app on this device. */
export const appStep = (signIn: SignIn, link: string): FramedStep => withWayBack(signIn, walletAppStep(link, signIn.language, walletStepWords[signIn.language].appBody))

/** For a wallet on another device; `outcome` is null, what is known of the number, or the code of a refusal. */
export const elsewhereStep = (signIn: SignIn, presentation: StartedPresentation, outcome: string | null, hint: string | null = null): FramedStep =>
  withWayBack(signIn, otherDeviceStep(presentation, outcome, { hint, lang: signIn.language, action: `${homeOf(signIn)}/another-device`, choose: homeOf(signIn) }))

const withWayBack = (signIn: SignIn, { title, body, hasError = false }: FramedStep): FramedStep => ({
  title,
  hasError,
  body: html`${body}${cancelForm(signIn)}`,
  beforeContent: backLink({ href: homeOf(signIn), text: walletStepWords[signIn.language].otherWay }),
})

/** The verifier gave nothing, not even a refusal of what a wallet showed: to try again, with what the wallet has answered already, or to go back and be told so. */
export function unavailableStep(signIn: SignIn, refusal: string): FramedStep {
  const { language: lang, party } = signIn
  const { title, happened, next } = refusalWords(refusal, lang)
  const words = signInWords[lang]
  return {
    title,
    body: html`<p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>
${linkAsButton({ text: walletStepWords[lang].tryAgain, href: `${homeOf(signIn)}/returned` })}
<form method="post" action="${homeOf(signIn)}/unavailable">${button({ text: words.backTo(party.name[lang]), classes: 'govuk-button--secondary' })}</form>`,
  }
}

/** Nothing goes on from here, and the relying party's own page is where to begin anew. */
export function endedPageStep({ language: lang, party }: Pick<SignIn, 'language' | 'party'>): FramedStep {
  const words = signInWords[lang]
  return { title: words.endedTitle, body: html`<p class="govuk-body">${words.endedHappened}</p><p class="govuk-body">${walletStepWords[lang].startAtForm}</p>${linkAsButton({ text: words.backTo(party.name[lang]), href: party.website })}` }
}
