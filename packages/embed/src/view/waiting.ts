import type { QrPath, StartedPrefill } from '../client.ts'
import type { Actions } from '../state.ts'
import { timeOf, type Words } from '../words/words.ts'
import { make, makeButton, makeGroup, makeHeading, makeParagraph, makeSvg } from './element.ts'

/** The link to a wallet on this device. */
export const thisDeviceView = (words: Words, request: StartedPrefill, actions: Actions): Node[] => [
  makeHeading(words.thisDeviceHeading),
  makeParagraph(words.thisDeviceBody),
  makeGroup(make('a', { class: 'govuk-button', role: 'button', draggable: 'false', href: request.walletLink }, words.openWallet), makeButton(words.cancel, actions.cancel, 'secondary')),
]

/** The typed code first, then the QR code: neither needs the other. */
export function otherDeviceView(words: Words, request: StartedPrefill, actions: Actions, say: (words: string) => void): Node[] {
  const { code, qr } = request
  return [
    makeHeading(words.otherDeviceHeading),
    ...(code === undefined ? [] : [makeParagraph(words.typeCode), typedCode(words, code, say)]),
    ...(qr === undefined ? [] : [makeParagraph(words.orScan), qrCode(qr, words.qrLabel)]),
    makeParagraph(words.until(timeOf(request.expiresAt))),
    makeGroup(makeButton(words.cancel, actions.cancel, 'secondary')),
  ]
}

function typedCode(words: Words, code: string, say: (words: string) => void): HTMLElement {
  const copy = makeButton(
    words.copy,
    () => {
      void navigator.clipboard?.writeText(code).then(
        () => say(words.copied),
        () => undefined,
      )
    },
    'secondary',
  )
  return make('div', { class: 'counterfoil-code' }, make('span', { class: 'cf-code' }, code), copy)
}

const qrCode = ({ size, path }: QrPath, label: string): SVGElement =>
  makeSvg(
    'svg',
    { class: 'cf-qr', role: 'img', 'aria-label': label, viewBox: `0 0 ${size} ${size}`, 'shape-rendering': 'crispEdges', focusable: 'false' },
    makeSvg('path', { fill: '#fff', d: `M0 0h${size}v${size}H0z` }),
    makeSvg('path', { fill: '#000', d: path }),
  )
