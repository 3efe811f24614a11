import type { QrPath, StartedPrefill, Where } from '../client.ts'
import type { Actions } from '../state.ts'
import { anotherScheme, isWalletAppLink } from '../wallet-links.ts'
import { timeOf, type Words } from '../words/words.ts'
import { make, makeButton, makeGroup, makeHeading, makeParagraph, makeSvg } from './element.ts'

/** The link to a wallet on this device: a page of this browser, or an app by either of the addresses that apps listen to. */
export function thisDeviceView(words: Words, { walletLink, appLink = walletLink }: StartedPrefill, where: Where, actions: Actions): Node[] {
  const isApp = where === 'wallet_app'
  const opening = make('a', { class: 'govuk-button', draggable: 'false', href: isApp ? appLink : walletLink }, words.openWallet)
  return [
    makeHeading(words.thisDeviceHeading),
    makeParagraph(words.thisDeviceBody),
    makeGroup(opening, makeButton(words.cancel, actions.cancel, 'secondary')),
    ...(isApp && isWalletAppLink(appLink) ? [make('p', { class: 'govuk-body' }, `${words.nothingOpens} `, make('a', { class: 'govuk-link', href: anotherScheme(appLink) }, words.openOtherwise))] : []),
  ]
}

/** The typed code first, then the link to send, then the QR code: none needs another. */
export function otherDeviceView(words: Words, { code, qr, walletLink, expiresAt }: StartedPrefill, actions: Actions, say: (words: string) => void): Node[] {
  return [
    makeHeading(words.otherDeviceHeading),
    ...(code === undefined ? [] : [makeParagraph(words.typeCode), make('div', { class: 'counterfoil-code' }, make('span', { class: 'cf-code' }, code), copying(words.copy, code, words.copied, say))]),
    make(
      'details',
      { class: 'govuk-details' },
      make('summary', { class: 'govuk-details__summary' }, make('span', { class: 'govuk-details__summary-text' }, words.orLink)),
      make('div', { class: 'govuk-details__text' }, make('p', { class: 'govuk-body counterfoil-link' }, walletLink), copying(words.copyLink, walletLink, words.linkCopied, say)),
    ),
    ...(qr === undefined ? [] : [makeParagraph(words.orScan), qrCode(qr, words.qrLabel)]),
    makeParagraph(words.until(timeOf(expiresAt))),
    makeGroup(makeButton(words.cancel, actions.cancel, 'secondary')),
  ]
}

/** A button that copies a text and says that it did. */
const copying = (label: string, text: string, copied: string, say: (words: string) => void): HTMLButtonElement =>
  makeButton(
    label,
    () => {
      void navigator.clipboard?.writeText(text).then(
        () => say(copied),
        () => undefined,
      )
    },
    'secondary',
  )

const qrCode = ({ size, path }: QrPath, label: string): SVGElement =>
  makeSvg(
    'svg',
    { class: 'cf-qr', role: 'img', 'aria-label': label, viewBox: `0 0 ${size} ${size}`, 'shape-rendering': 'crispEdges', focusable: 'false' },
    makeSvg('path', { fill: '#fff', d: `M0 0h${size}v${size}H0z` }),
    makeSvg('path', { fill: '#000', d: path }),
  )
