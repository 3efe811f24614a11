// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { findTarget, type Selectors } from '@counterfoil/embed/mapping/find-targets'
import { planFill } from '@counterfoil/embed/mapping/plan-fill'
import { Marks } from '@counterfoil/embed/marks'
import { detailsMarkup, input, openPage, person, type } from './form-page.ts'

const never = (): boolean => false
const words = { fromCredential: () => 'From your residency credential', changedByYou: 'Changed by you' }

/** Fills the form with these fields, as the element does, and tells what each control holds. */
function fill(form: HTMLFormElement, fields: Record<string, string>, selectors: Selectors = {}): Record<string, string> {
  const plan = planFill(form, new Map(Object.entries(fields)), selectors, never)
  new Marks(form).fill(plan.free, words)
  return Object.fromEntries([...form.elements].flatMap((element) => ('value' in element && 'id' in element && element.value !== '' && element.id !== '' ? [[element.id, String(element.value)]] : [])))
}

const idOf = (form: HTMLFormElement, field: string, selectors: Selectors = {}): string | null => {
  const target = findTarget(form, field, selectors)
  return target === null ? null : (target.kind === 'whole' ? [target.control] : target.kind === 'date' ? Object.values(target.parts) : target.boxes).map(({ id }) => id).join(' ')
}

describe('where a value goes', () => {
  it('is first where the author said so on the field, then by selector, then by autocomplete purpose', () => {
    const form = openPage('<input id="a" autocomplete="given-name"><input id="b" class="who"><input id="c" data-credential-claim="first_name">')
    expect(idOf(form, 'first_name', { first_name: '.who' })).toBe('c')
    input('c').remove()
    expect(idOf(form, 'first_name', { first_name: '.who' })).toBe('b')
    expect(idOf(form, 'first_name')).toBe('a')
  })

  it.each([
    ['first_name', 'given-name'],
    ['last_name', 'family-name'],
    ['address_line_1', 'address-line1'],
    ['address_line_2', 'home address-line2'],
    ['town', 'address-level2'],
    ['postcode', 'POSTAL-CODE'],
    ['date_of_birth', 'bday'],
    ['email', 'email'],
  ])('of %s is a control for "%s"', (field, tokens) => {
    expect(idOf(openPage(`<input id="x" autocomplete="${tokens}">`), field)).toBe('x')
  })

  it('of a date is its three parts', () => {
    expect(idOf(openPage('<input id="d" autocomplete="bday-day"><input id="m" autocomplete="bday-month"><input id="y" autocomplete="bday-year">'), 'date_of_birth')).toBe('d m y')
  })

  it('of a date can be three selectors', () => {
    expect(idOf(openPage('<input id="d"><input id="m"><input id="y">'), 'date_of_birth', { date_of_birth: { day: '#d', month: '#m', year: '#y' } })).toBe('d m y')
  })

  it.each([
    ['a label that says so', '<label for="x">First name</label><input id="x" name="first_name">'],
    ['another person’s purpose', '<input id="x" autocomplete="section-carer given-name">'],
    ['a billing address', '<input id="x" autocomplete="billing given-name">'],
    ['two fields for one claim', '<input id="x" data-credential-claim="first_name"><input data-credential-claim="first_name">'],
    ['a password field', '<input id="x" type="password" data-credential-claim="first_name">'],
    ['a hidden field by its purpose alone', '<input id="x" type="hidden" autocomplete="given-name">'],
    ['a field that is disabled', '<input id="x" disabled data-credential-claim="first_name">'],
    ['a field that can’t be changed', '<input id="x" readonly data-credential-claim="first_name">'],
    ['a file, a button', '<input id="x" type="file" data-credential-claim="first_name"><button data-credential-claim="first_name"></button>'],
    ['two parts of a date', '<input id="x" data-credential-claim="first_name.day"><input data-credential-claim="first_name.month">'],
  ])('is never %s', (_, markup) => {
    expect(findTarget(openPage(markup), 'first_name', {})).toBeNull()
  })

  it.each([
    ['finds nothing', '#nowhere'],
    ['finds two', 'input'],
    ['finds a password field', '#password'],
    ['finds a field outside the form', '#outside'],
    ['can’t be read', '][nonsense'],
  ])('is nowhere when a selector %s (EMB-15)', (_, selector) => {
    const form = openPage('<input id="a"><input id="b"><input id="password" type="password">')
    document.body.insertAdjacentHTML('beforeend', '<input id="outside" type="hidden">')
    expect(findTarget(form, 'first_name', { first_name: selector })).toBeNull()
  })

  it('may be a hidden field of the form that its author named, as for a UPRN', () => {
    expect(fill(openPage('<input id="u" type="hidden" data-credential-claim="uprn">'), { uprn: '1' })).toEqual({ u: '1' })
  })

  it.each(['__proto__', 'constructor', 'constructor.prototype', 'toString'])('of a field named %s is nowhere (EMB-14)', (field) => {
    expect(findTarget(openPage(detailsMarkup), field, {})).toBeNull()
  })
})

describe('filling', () => {
  it('fills everything that has a place', () => {
    expect(fill(openPage(detailsMarkup), person)).toEqual({ fn: 'Morag', ln: 'Ffion-Jones', d: '9', m: '3', y: '1957', a1: '12 Heron Lane', town: 'Aldermoor', pc: 'AL1 2BC', uprn: '100012345678' })
  })

  it('goes address first and UPRN last, for an address field that clears the UPRN', () => {
    const form = openPage(detailsMarkup)
    for (const id of ['a1', 'town', 'pc']) input(id).addEventListener('input', () => (input('uprn').value = ''))
    const order: string[] = []
    form.addEventListener('change', (event) => order.push((event.target as HTMLInputElement).id))
    expect(fill(form, person)['uprn']).toBe('100012345678')
    expect(order.slice(0, 3)).toEqual(['a1', 'town', 'pc'])
    expect(order.at(-1)).toBe('uprn')
  })

  it('keeps the UPRN where even its own change clears it', () => {
    const form = openPage(detailsMarkup)
    form.addEventListener('change', () => (input('uprn').value = ''))
    expect(fill(form, person)['uprn']).toBe('100012345678')
  })

  it('writes through the browser’s own setter and tells with input and change, so that frameworks notice', () => {
    const form = openPage('<input id="fn" data-credential-claim="first_name">')
    // As React does: the instance shadows the setter and compares on input.
    let seen = ''
    // oxlint-disable-next-line no-setter-return -- the shadowing setter swallows what it is given, as the real one would.
    Object.defineProperty(input('fn'), 'value', { configurable: true, set() {}, get: () => 'shadowed' })
    form.addEventListener('input', () => {
      delete (input('fn') as { value?: string }).value
      seen = input('fn').value
    })
    const plan = planFill(form, new Map([['first_name', 'Morag']]), {}, () => true)
    new Marks(form).fill(plan.free, words)
    expect(seen).toBe('Morag')
  })

  it('chooses an option, also of a month that has a leading zero', () => {
    const form = openPage('<select id="m" data-credential-claim="date_of_birth.month"><option value="">–</option><option value="03">March</option></select><input id="d" data-credential-claim="date_of_birth.day"><input id="y" data-credential-claim="date_of_birth.year">')
    expect(fill(form, { date_of_birth: '1957-03-09' })).toEqual({ m: '03', d: '9', y: '1957' })
  })

  it('gives a date field its ISO date', () => {
    expect(fill(openPage('<input id="b" type="date" autocomplete="bday">'), { date_of_birth: '1957-03-09' })).toEqual({ b: '1957-03-09' })
  })

  it.each([
    ['dd/mm/yyyy', '09/03/1957'],
    ['D.M.YYYY', '9.3.1957'],
    ['m/d/yyyy', '3/9/1957'],
  ])('gives a box for a whole date its %s', (format, written) => {
    const form = openPage(`<input id="a" data-credential-claim="date_of_birth" data-credential-format="${format}">`)
    expect(fill(form, { date_of_birth: '1957-03-09' })).toEqual({ a: written })
    expect(fill(openPage('<input id="b">'), { date_of_birth: '1957-03-09' }, { date_of_birth: { whole: '#b', format } })).toEqual({ b: written })
  })

  it.each([
    ['markup, as the text it is', 'first_name', '<b>Morag</b>', { fn: '<b>Morag</b>' }],
    ['a right-to-left override', 'first_name', 'Mo\u202erag', {}],
    ['a control character', 'first_name', 'Mo\u0000rag', {}],
    ['a line feed for a field of one line', 'address_line_1', '12 Heron\nLane', {}],
    ['a megabyte', 'first_name', 'x'.repeat(1_000_000), {}],
    ['nothing', 'first_name', '', {}],
    ['31 February', 'date_of_birth', '1957-02-31', {}],
    ['a date in words', 'date_of_birth', '9 March 1957', {}],
    ['a UPRN with letters', 'uprn', '10001234567A', {}],
    ['a UPRN of 13 digits', 'uprn', '1234567890123', {}],
    ['a postcode in lower case, as it is', 'postcode', 'al1 2bc', { pc: 'al1 2bc' }],
  ])('treats %s (EMB-16)', (_, field, value, expected) => {
    expect(fill(openPage(detailsMarkup), { [field]: value })).toEqual(expected)
  })

  it('leaves a field empty that is too short for the value', () => {
    expect(fill(openPage('<input id="fn" maxlength="3" data-credential-claim="first_name">'), { first_name: 'Morag' })).toEqual({})
  })

  it('leaves alone what the citizen typed, and plans to ask', () => {
    const form = openPage(detailsMarkup)
    type('fn', 'Mo')
    type('y', '1958')
    const plan = planFill(form, new Map(Object.entries(person)), {}, never)
    expect(plan.typed.map(({ field }) => field)).toEqual(['first_name', 'date_of_birth'])
    expect(plan.free.map(({ field }) => field)).not.toContain('first_name')
  })

  it('doesn’t ask about what is the same', () => {
    const form = openPage(detailsMarkup)
    type('fn', 'Morag')
    expect(planFill(form, new Map(Object.entries(person)), {}, never).typed).toEqual([])
  })

  it('names fields that were asked for and are absent', () => {
    const form = openPage(detailsMarkup)
    expect(planFill(form, new Map(Object.entries(person)), {}, never).absent.map(({ control }) => control.id)).toEqual(['a2'])
  })
})

describe('marks', () => {
  const marksOf = (id: string): (string | null | undefined)[] => (input(id).getAttribute('aria-describedby') ?? '').split(' ').map((described) => document.getElementById(described)?.textContent)

  it('say beside each field where its value is from, and keep its other descriptions', () => {
    fill(openPage(detailsMarkup), person)
    expect(marksOf('fn')).toEqual(['From your residency credential'])
    expect(marksOf('ln')).toEqual(['As on papers', 'From your residency credential'])
  })

  it('describe a date as one thing, before its parts', () => {
    fill(openPage(detailsMarkup), person)
    const mark = document.getElementById(document.querySelector('fieldset')?.getAttribute('aria-describedby') ?? '')
    expect(mark?.nextElementSibling?.className).toBe('govuk-date-input')
    expect(input('d').hasAttribute('aria-describedby')).toBe(false)
  })

  it('change to "Changed by you" when the citizen edits, and back when they undo it', () => {
    fill(openPage(detailsMarkup), person)
    type('fn', 'Mo')
    expect(marksOf('fn')).toEqual(['Changed by you'])
    type('fn', 'Morag')
    expect(marksOf('fn')).toEqual(['From your residency credential'])
  })

  it('stand beside no field that stayed empty', () => {
    fill(openPage(detailsMarkup), person)
    expect(input('a2').hasAttribute('aria-describedby')).toBe(false)
  })
})
