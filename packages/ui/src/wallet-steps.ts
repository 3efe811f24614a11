import { button, linkAsButton } from './components/button.ts'
import { insetText } from './components/inset-text.ts'
import { textInput } from './components/text-input.ts'
import { html, type Content, type Raw } from './markup/html.ts'
import { qrSvg } from './qr.ts'
import type { Language } from './words/bilingual.ts'
import { refusalWords } from './words/refusals.ts'
import { walletStepWords } from './words/wallet-steps.ts'

// The way to a wallet and back for pages that run no script: by links, buttons and a typed code.

/** A form of such a page. */
export interface StepForm {
  readonly lang: Language
  /** Where it is sent. */
  readonly action: string
  /** Hidden inputs. */
  readonly hidden?: Content
}

/** A request that a wallet on another device can open. */
export interface OpenRequest {
  readonly walletLink: string
  /** To be typed. */
  readonly code: string | undefined
  /** ISO instant. */
  readonly expiresAt: string
}

/** A step of a page: its title, and what stands below it. */
export interface WalletStep {
  readonly title: string
  readonly body: Raw
  /** Whether something has to be put right. */
  readonly hasError?: boolean
}

/** How a wallet on another device opens the request: by a typed code, or a QR code. */
export function anotherDeviceStep({ walletLink, code, expiresAt }: OpenRequest, { lang, action, hidden }: StepForm, isTooEarly: boolean, hint: string | null = null): WalletStep {
  const words = walletStepWords[lang]
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(new Date(expiresAt))
  return {
    title: words.anotherDeviceTitle,
    body: html`${hint === null ? isTooEarly && insetText({ text: words.notYet }) : whyNotTaken(hint, lang)}${code !== undefined && html`<p class="govuk-body">${words.typeCode}</p><p class="govuk-body"><span class="cf-code">${code}</span></p>`}<p class="govuk-body">${words.orScan}</p><div class="govuk-!-margin-bottom-6">${qrSvg(walletLink, { label: words.qrLabel })}</div><p class="govuk-body">${words.until(time)}</p>
<form method="post" action="${action}">${hidden}${button({ text: words.haveShared })}</form>`,
  }
}

/** Asks for what the wallet shows: whoever has only passed the code on can't see it. */
export function numberStep({ lang, action, hidden }: StepForm, isWrong: boolean, goOn: string): WalletStep {
  const words = walletStepWords[lang]
  const error = isWrong ? { errorMessage: { text: words.numberWrong } } : {}
  return {
    title: words.numberTitle,
    hasError: isWrong,
    body: html`<p class="govuk-body">${words.numberBody}</p>
<form method="post" action="${action}">${hidden}${textInput({ id: 'number', name: 'number', label: { text: words.numberLabel }, inputmode: 'numeric', classes: 'govuk-input--width-3', autocomplete: 'off', ...error })}${button({ text: goOn })}</form>`,
  }
}

/** Why a request gave nothing, by the code of a refusal, and a button for another. */
export function endedStep(refusal: string, { lang, action, hidden }: StepForm): WalletStep {
  const { title, happened, next } = refusalWords(refusal, lang)
  return {
    title,
    body: html`<p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>
<form method="post" action="${action}">${hidden}${button({ text: walletStepWords[lang].newCode, name: 'flow', value: 'cross_device', classes: 'govuk-button--secondary' })}</form>`,
  }
}

/** Leads to an app on this device by the addresses that wallets take; the app brings the citizen back. */
export function walletAppStep(link: string, lang: Language, whatHappens: string): WalletStep {
  const words = walletStepWords[lang]
  return {
    title: words.walletAppTitle,
    body: html`<p class="govuk-body">${whatHappens}</p>
${linkAsButton({ text: words.openWalletApp, href: link })}
<p class="govuk-body">${words.nothingOpens} <a class="govuk-link" href="${otherScheme(link)}">${words.openOtherwise}</a></p>`,
  }
}

/** The same request for wallets that listen to the other scheme. @see HAIP 1.0, section 5 */
const otherScheme = (link: string): string => (link.startsWith('haip-vp:') ? link.replace('haip-vp:', 'openid4vp:') : link.replace('openid4vp:', 'haip-vp:'))

/** What a citizen is asked before they go to a wallet. */
export interface WalletChoice {
  /** Says who asks for these. */
  readonly asks: string
  readonly facts: readonly string[]
  readonly purpose: string
  readonly isForOtherDevices: boolean
  /** Why the last request gave nothing, by the code of a refusal. */
  readonly notGiven: string | null
  /** Why an answer to it was not taken, though it can still be answered. */
  readonly hint?: string | null
}

/** What is asked, and the ways to a wallet: `flow` is `same_device`, `wallet_app` or `cross_device`. */
export function choiceOfWallet({ asks, facts, purpose, isForOtherDevices, notGiven, hint = null }: WalletChoice, { lang, action, hidden }: StepForm): Raw {
  const words = walletStepWords[lang]
  const goTo = (way: string, text: string, classes?: string): Raw => button({ text, name: 'flow', value: way, classes })
  return html`${notGiven !== null && whyNothing(notGiven, lang)}${hint !== null && whyNotTaken(hint, lang)}<p class="govuk-body">${asks}</p>
<ul class="govuk-list govuk-list--bullet">${[...new Set(facts)].map((fact) => html`<li>${fact}</li>`)}</ul>
<p class="govuk-body">${purpose}. ${words.youDecide}</p>
<form method="post" action="${action}">${hidden}<div class="govuk-button-group">${goTo('same_device', words.thisDevice)}${goTo('wallet_app', words.walletApp, 'govuk-button--secondary')}${isForOtherDevices && goTo('cross_device', words.otherDevice, 'govuk-button--secondary')}</div></form>`
}

function whyNothing(refusal: string, lang: Language): Raw {
  const { title, happened, next } = refusalWords(refusal, lang)
  return insetText({ text: html`<h2 class="govuk-heading-s">${title}</h2><p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>` })
}

/** Somebody else may have sent it: so it is told as what it is, and nothing is over. */
export function whyNotTaken(hint: string, lang: Language): Raw {
  const { happened, next } = refusalWords(hint, lang)
  return insetText({ text: html`<p class="govuk-body">${walletStepWords[lang].notTaken}</p><p class="govuk-body">${happened} ${next}</p>` })
}

/**
 * For a wallet on another device, by what came of the request: nothing yet (null), `not_yet`, `number` and `number_wrong` ask on; any other is the code of a refusal.
 * `choose` is where another request is asked for.
 */
export function otherDeviceStep(request: OpenRequest, outcome: string | null, here: StepForm & { readonly choose: string; readonly hint?: string | null }): WalletStep {
  if (outcome === 'number' || outcome === 'number_wrong') return numberStep(here, outcome === 'number_wrong', walletStepWords[here.lang].goOn)
  if (outcome === null || outcome === 'not_yet') return anotherDeviceStep(request, here, outcome === 'not_yet', here.hint)
  return endedStep(outcome, { ...here, action: here.choose })
}
