import { backLink, button, html, linkAsButton, page, type Raw } from '@counterfoil/ui/components'
import { choiceOfWallet, otherDeviceStep, walletAppStep, type WalletChoice, type WalletStep } from '@counterfoil/ui/wallet-steps'
import { refusalWords, walletStepWords, type Language } from '@counterfoil/ui/words'
import { dateTimeOf } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { hostedPageUriOf, type HostedPage, type ShownRequest } from '../domain/hosted-page.ts'
import { assetAddresses } from './purpose-register-page.ts'
import { hostedPageWords } from './words/hosted-page.ts'

/** What a form asks, as its citizen reads it. */
export interface AskedOnPage {
  readonly authorityName: Bilingual
  readonly title: Bilingual
  readonly purpose: Bilingual
  readonly facts: readonly Bilingual[]
  readonly isForOtherDevices: boolean
}

/** A page of one citizen, in one browser. */
export interface PageView {
  readonly page: HostedPage
  readonly asked: AskedOnPage
  readonly verifierUrl: string
}

const homeOf = ({ page: { authority, pageId }, verifierUrl }: PageView): string => hostedPageUriOf(verifierUrl, authority, pageId)

const cancelForm = (view: PageView): Raw =>
  html`<form method="post" action="${homeOf(view)}/cancel">${button({ text: hostedPageWords[view.page.language].cancel, classes: 'govuk-button--secondary' })}</form>`
const backToForm = ({ page: { returnUrl, language } }: PageView): Raw => linkAsButton({ text: hostedPageWords[language].backToForm, href: returnUrl })

/** What is asked, by whom, and the ways to a wallet; why the last one gave nothing, or took no answer. */
export function choicePage(view: PageView, { notGiven, hint }: Required<Pick<WalletChoice, 'notGiven' | 'hint'>>): string {
  const { page: { language: lang }, asked } = view
  const words = hostedPageWords[lang]
  const choice = { asks: words.asks(asked.authorityName[lang]), facts: asked.facts.map((fact) => fact[lang]), purpose: asked.purpose[lang], isForOtherDevices: asked.isForOtherDevices, notGiven, hint }
  return framed(view, { title: words.title(asked.title[lang]), body: html`${choiceOfWallet(choice, { lang, action: homeOf(view) })}${cancelForm(view)}` })
}

/** For a wallet that is another app on this device. */
export function appPage(view: PageView, { openid4vpLink }: ShownRequest): string {
  const { language: lang } = view.page
  return withWayBack(view, walletAppStep(openid4vpLink, lang, walletStepWords[lang].appBody))
}

/** For a wallet on another device; `outcome` is null, what is known of the number, or the code of a refusal. */
export function elsewherePage(view: PageView, { walletLink, code, expiresAt }: ShownRequest, outcome: string | null, hint: string | null = null): string {
  const home = homeOf(view)
  return withWayBack(view, otherDeviceStep({ walletLink, code, expiresAt: dateTimeOf(expiresAt) }, outcome, { hint, lang: view.page.language, action: `${home}/another-device`, choose: home }))
}

/** Nothing goes on from here but at the form. */
export function overPage(view: PageView): string {
  const words = hostedPageWords[view.page.language]
  return framed(view, { title: words.overTitle, body: html`<p class="govuk-body">${words.overHappened}</p>${backToForm(view)}` })
}

/** A wallet was asked from here as often as it can be. */
export function tooOftenPage(view: PageView): string {
  const { language: lang } = view.page
  const words = hostedPageWords[lang]
  return framed(view, { title: words.tooOftenTitle, body: html`<p class="govuk-body">${words.tooOftenHappened}</p><p class="govuk-body">${walletStepWords[lang].startAtForm}</p>${backToForm(view)}` })
}

/** The verifier can't ask just now. */
export function unavailablePage(view: PageView, refusal: string): string {
  const { language: lang } = view.page
  const { title, happened, next } = refusalWords(refusal, lang)
  return framed(view, { title, body: html`<p class="govuk-body">${happened}</p><p class="govuk-body">${next}</p>${linkAsButton({ text: walletStepWords[lang].tryAgain, href: homeOf(view) })}${backToForm(view)}` })
}

/** For a browser that has no page here: nobody can tell which form it came from. */
export function strangersPage(lang: Language, verifierUrl: string): string {
  const words = hostedPageWords[lang]
  const body = html`<p class="govuk-body">${words.strangersHappened}</p><p class="govuk-body">${walletStepWords[lang].startAtForm}</p>`
  return document({ lang, title: words.overTitle, organisation: { name: words.organisation, url: '' } }, body, verifierUrl)
}

const withWayBack = (view: PageView, step: WalletStep): string =>
  framed(view, { ...step, body: html`${step.body}${cancelForm(view)}` }, backLink({ href: homeOf(view), text: walletStepWords[view.page.language].otherWay }))

function framed({ page: { authority, language: lang, returnUrl }, asked, verifierUrl }: PageView, { title, body, hasError = false }: WalletStep, beforeContent?: Raw): string {
  const around = {
    skin: authority,
    organisation: { name: asked.authorityName[lang], url: returnUrl },
    service: { name: asked.title[lang], url: returnUrl },
    languages: { en: '?lang=en', cy: '?lang=cy' },
    beforeContent,
  }
  return document({ lang, title, hasError, ...around }, body, verifierUrl)
}

const document = (around: Pick<Parameters<typeof page>[0], 'lang' | 'title' | 'hasError' | 'skin' | 'organisation' | 'service' | 'languages' | 'beforeContent'>, body: Raw, verifierUrl: string): string =>
  page({ ...around, styleSheets: [`${verifierUrl}${assetAddresses.styleSheet}`], icon: `${verifierUrl}${assetAddresses.icon}`, content: html`<h1 class="govuk-heading-l">${around.title}</h1>${body}` })
