import { html, page, summaryList, wideTable, type Raw } from '@counterfoil/ui/components'
import type { Language } from '@counterfoil/ui/words'
import { csvOf } from '@counterfoil/shared/kernel/csv'
import type { PurposeRegister, RegisteredClaim, RegisteredForm } from '../domain/purpose-register.ts'
import { registerWords } from './words/register.ts'

export const registerAddresses = { page: '/purpose-register', json: '/purpose-register.json', csv: '/purpose-register.csv' } as const
export const assetAddresses = { styleSheet: '/assets/counterfoil.css', icon: '/assets/icon.svg' } as const

/** As the page names them, beside it: the verifier may stand under a prefix. */
const beside = (address: string): string => address.slice(1)

/** The Purpose Register as a page. */
export function purposeRegisterPage({ forms }: PurposeRegister, lang: Language): string {
  const words = registerWords[lang]
  const content = html`<h1 class="govuk-heading-xl">${words.title}</h1>
<p class="govuk-body-l">${words.lead}</p>
<ul class="govuk-list">
<li><a class="govuk-link" href="${beside(registerAddresses.json)}">${words.json}</a></li>
<li><a class="govuk-link" href="${beside(registerAddresses.csv)}?lang=${lang}">${words.csv}</a></li>
</ul>
${forms.length === 0 ? html`<p class="govuk-body">${words.none}</p>` : forms.map((form) => section(form, lang))}`
  return page({
    lang,
    title: words.title,
    organisation: { name: words.organisation, url: `${beside(registerAddresses.page)}?lang=${lang}` },
    languages: { en: '?lang=en', cy: '?lang=cy' },
    styleSheets: [beside(assetAddresses.styleSheet)],
    icon: beside(assetAddresses.icon),
    wide: true,
    content,
  })
}

function section(form: RegisteredForm, lang: Language): Raw {
  const words = registerWords[lang]
  const current = form.versions.find(({ digest }) => digest === form.digest)
  const takings = [form.credential, ...form.further_credentials]
  const inTurn = (ways: readonly (readonly string[])[]): string => ways.map((way) => way.join(', ')).join(words.orElse)
  const rows: [string, string][] = [
    [words.purpose, form.purpose[lang]],
    [words.lawfulBasis, form.lawful_basis[lang]],
    [words.retention, form.retention[lang]],
    [words.contact, form.contact],
    [words.credential, takings.map(({ name, most }) => (most === 1 ? name[lang] : words.upTo(name[lang], most))).join('; ')],
    ...form.choices.map(({ need, options }): [string, string] => [words.choices[need], inTurn(options.map((option) => namesOf(form, option, lang)))]),
    ...takings.filter(({ claim_sets: sets }) => sets.length > 0).map(({ name, claim_sets: sets }): [string, string] => [words.claimSets(name[lang]), inTurn(sets.map((ids) => form.claims.filter(({ id: claim }) => ids.includes(claim)).map(({ label }) => label[lang])))]),
    ...takings.filter(({ bound_to_holder: isBound }) => !isBound).map(({ name, unbound_reason: reason }): [string, string] => [words.unbound(name[lang]), reason?.[lang] ?? words.unboundByPolicy]),
    ...takings.filter(({ trusted_authorities: authorities }) => authorities.length > 0).map(({ name }): [string, string] => [words.narrowed(name[lang]), words.narrowedTo]),
    [words.crossDevice, form.cross_device.allowed ? form.cross_device.reason[lang] : words.notCrossDevice],
    [words.version, current === undefined ? `${form.version}` : words.versionOf(`${form.version}`, current.since, words.sources[current.source])],
    ...(form.versions.length > 1 ? [[words.versions, form.versions.map(({ version, since, source }) => words.versionOf(`${version}`, since, words.sources[source])).join('; ')] satisfies [string, string]] : []),
  ]
  const id = `${form.authority.id}-${form.form}`
  return html`<section aria-labelledby="${id}">
<h2 class="govuk-heading-l" id="${id}"><span class="govuk-caption-l">${form.authority.name[lang]}</span>${form.title[lang]}</h2>
${summaryList({ rows: rows.map(([key, value]) => ({ key: { text: key }, value: { text: value } })) })}
${wideTable(`${form.authority.name[lang]}: ${form.title[lang]}`, {
    caption: form.title[lang],
    captionClasses: 'govuk-visually-hidden',
    head: [words.fact, words.why, words.need].map((text) => ({ text })),
    firstCellIsHeader: true,
    rows: form.claims.map((claim) => [html`${factOf(claim, lang)}${takings.length > 1 && html`<div class="govuk-hint govuk-!-margin-bottom-0">${namesOf(form, [claim.vct], lang)}</div>`}`, claim.purpose[lang], words.needs[claim.need]].map((text) => ({ text }))),
  })}
</section>`
}

const factOf = ({ label, values }: RegisteredClaim, lang: Language): string => (values === undefined ? label[lang] : registerWords[lang].only(label[lang], values.map(String).join(', ')))

/** What people call the credentials of these types. */
const namesOf = ({ credential, further_credentials: further }: RegisteredForm, vcts: readonly string[], lang: Language): readonly string[] =>
  vcts.map((vct) => (credential.vcts.includes(vct) ? credential : further.find((one) => one.vct === vct))?.name[lang] ?? vct)

/** The rows that each authority's record of processing activities needs, as CSV. @see UK GDPR, article 30(1) */
export function recordOfProcessing({ forms }: PurposeRegister, lang: Language): string {
  const words = registerWords[lang]
  const head = [words.controller, words.contact, words.activity, words.purpose, words.lawfulBasis, words.subjects, words.data, words.recipients, words.transfers, words.retention, words.security, words.version]
  const rows = forms.map((form) => [
    form.authority.name[lang],
    form.contact,
    form.title[lang],
    form.purpose[lang],
    form.lawful_basis[lang],
    words.subjectsAre,
    form.claims.map(({ label, purpose }) => `${label[lang]}: ${purpose[lang]}`).join('; '),
    words.recipientsAre,
    words.transfersAre,
    form.retention[lang],
    words.securityAre,
    `${form.version}`,
  ])
  return csvOf([head, ...rows])
}
