import { button, html, type Raw } from '@counterfoil/ui/components'
import { csrfField, staffPage, type StaffView } from '../staff-page.ts'
import { staffSessionWords } from '../words/staff-sessions.ts'

interface Asked {
  readonly back: string
  /** What a passkey is asked; null for somebody who has none. */
  readonly options: object | null
}

const signInHref = (back: string): string => `/staff/step-up/sign-in?${new URLSearchParams({ back }).toString()}`

/** A form that a passkey fills in. Without a script there is nothing to press. */
const passkeyForm = (view: StaffView, form: { readonly kind: 'sign' | 'register'; readonly action: string; readonly back: string; readonly options: object; readonly text: string; readonly failed: string }): Raw =>
  html`<form method="post" action="${form.action}" data-passkey="${form.kind}" data-options="${JSON.stringify(form.options)}" data-failed="${form.failed}">${csrfField(view)}<input type="hidden" name="back" value="${form.back}"><input type="hidden" name="answer" value=""><div data-with-passkeys hidden>${button({ text: form.text, type: 'button', id: 'use-passkey' })}</div><p class="govuk-body" role="status"></p></form>`

/** Who wants to do what can do great harm proves first to be there. */
export function stepUpPage(view: StaffView, { back, options }: Asked): string {
  const { stepUp: words } = staffSessionWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: null,
    search: null,
    keeps: { back },
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p><p class="govuk-body">${words.nothing}</p>${
      options === null
        ? html`<p class="govuk-body">${words.none}</p>${button({ text: words.signIn, href: signInHref(back), id: 'sign-in-again' })}`
        : html`${passkeyForm(view, { kind: 'sign', action: '/staff/step-up', back, options, text: words.passkey, failed: words.failed })}<noscript><p class="govuk-body">${words.withoutScript}</p></noscript><p class="govuk-body"><a class="govuk-link" id="sign-in-again" href="${signInHref(back)}">${words.instead}</a></p>`
    }`,
  })
}

export function addPasskeyPage(view: StaffView, { back, options }: { readonly back: string; readonly options: object }): string {
  const { add: words } = staffSessionWords[view.language]
  return staffPage(view, {
    title: words.title,
    section: null,
    back: { href: back },
    keeps: { back },
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.lead}</p><p class="govuk-body">${words.shared}</p>${passkeyForm(view, { kind: 'register', action: '/staff/passkeys', back, options, text: words.button, failed: words.failed })}`,
  })
}
