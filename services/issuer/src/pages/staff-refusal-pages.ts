import { html, type Content } from '@counterfoil/ui/components'
import { refusalWords, type Language, type RefusalWords } from '@counterfoil/ui/words'
import { rolesWith, type Permission } from '../domain/staff-permission.ts'
import { openPage } from './staff-page.ts'
import { frameWords } from './words/frame.ts'
import { staffRoleWords } from './words/staff-roles.ts'
import { staffSessionWords } from './words/staff-sessions.ts'

/** A refusal in words: what happened, what to do; where it is for want of a role, whose it would be. */
export function staffRefusalPage(language: Language, code: string, permission: Permission | null): string {
  const words = wordsOf(language, code)
  const who = code === 'role_missing' && permission !== null && rolesList(language, permission)
  return openPage(language, {
    title: words.title,
    hasError: true,
    content: html`<h1 class="govuk-heading-l">${words.title}</h1><p class="govuk-body">${words.happened}</p>${who}<p class="govuk-body">${words.next}</p><p class="govuk-body"><a class="govuk-link" href="/staff">${frameWords[language].startAgain}</a></p>`,
  })
}

function wordsOf(language: Language, code: string): RefusalWords {
  const { missing, noRole, leftOut, several } = staffRoleWords[language]
  const { refused, notFresh } = staffSessionWords[language]
  const own: Readonly<Record<string, RefusalWords>> = { passkey_refused: refused, sign_in_not_fresh: notFresh, role_missing: missing, no_role: noRole, groups_left_out: leftOut, several_authorities: several }
  return (Object.hasOwn(own, code) ? own[code] : undefined) ?? refusalWords(code, language, 'staff')
}

function rolesList(language: Language, permission: Permission): Content {
  const { missing, roles } = staffRoleWords[language]
  return html`<p class="govuk-body">${missing.who}</p><ul class="govuk-list govuk-list--bullet">${rolesWith(permission).map((role) => html`<li>${roles[role]}</li>`)}</ul>`
}
