// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import type { Selectors } from '@counterfoil/embed/mapping/find-targets'
import { nameOf } from '@counterfoil/embed/mapping/naming'
import { planFill, type FillPlan } from '@counterfoil/embed/mapping/plan-fill'
import { holdsOurs, Marks } from '@counterfoil/embed/marks'
import { input, openPage } from './form-page.ts'

const words = { fromCredential: () => 'From your residency credential', changedByYou: 'Changed by you' }
const plan = (form: HTMLFormElement, fields: Record<string, string>, selectors: Selectors = {}): FillPlan => planFill(form, new Map(Object.entries(fields)), selectors, holdsOurs)

/** Fills the form in, as the element does, and tells what it would send. */
function fill(form: HTMLFormElement, fields: Record<string, string>, selectors: Selectors = {}): Record<string, string[]> {
  new Marks(form).fill(plan(form, fields, selectors).free, words)
  return sent(form)
}

function sent(form: HTMLFormElement): Record<string, string[]> {
  const data = new FormData(form)
  return Object.fromEntries([...new Set(data.keys())].map((name) => [name, data.getAll(name).map(String)]))
}

const radio = (name: string, value: string, more = ''): string => `<input type="radio" name="${name}" id="${name}-${value}" value="${value}" ${more}>`
const tick = (name: string, value: string, more = ''): string => `<input type="checkbox" name="${name}" id="${name}-${value}" value="${value}" ${more}>`
const reasons = `<fieldset id="group" data-credential-claim="reason"><legend>Why?</legend>${['walking', 'older', 'hidden'].map((value) => radio('why', value)).join('')}</fieldset>`

describe('radio buttons', () => {
  it.each<[string, string, Selectors]>([
    ['around them', reasons, {}],
    ['on each', ['walking', 'older'].map((value) => radio('why', value, 'data-credential-claim="reason"')).join(''), {}],
    ['on one of them, for all', radio('why', 'walking', 'data-credential-claim="reason"') + radio('why', 'older'), {}],
    ['by a selector for them', radio('why', 'walking') + radio('why', 'older'), { reason: '[name=why]' }],
    ['by a selector for what is around them', `<div class="why">${radio('why', 'walking')}${radio('why', 'older')}</div>`, { reason: '.why' }],
  ])('are named %s, and chosen by their value', (_, markup, selectors) => {
    expect(fill(openPage(markup), { reason: 'older' }, selectors)).toEqual({ why: ['older'] })
  })

  it.each([
    ['true', 'Ja'],
    ['false', 'Nej'],
  ])('are chosen by what their author says that they stand for: %s', (value, chosen) => {
    const markup = `<div data-credential-claim="alone">${radio('alone', 'Ja', 'data-credential-value="true"')}${radio('alone', 'Nej', 'data-credential-value="false"')}</div>`
    expect(fill(openPage(markup), { alone: value })).toEqual({ alone: [chosen] })
  })

  it.each([
    ['true', 'yes'],
    ['false', 'no'],
  ])('for yes and no are chosen for %s', (value, chosen) => {
    expect(fill(openPage(`<div data-credential-claim="alone">${radio('alone', 'yes')}${radio('alone', 'no')}</div>`), { alone: value })).toEqual({ alone: [chosen] })
  })

  it.each([
    ['no option has the value', reasons, 'wheelchair'],
    ['only a label says so', '<div data-credential-claim="reason"><label><input type="radio" name="why" value="1">older</label><label><input type="radio" name="why" value="2">walking</label></div>', 'older'],
    ['two have it', `<div data-credential-claim="reason">${radio('why', 'older')}<input type="radio" name="why" value="older"></div>`, 'older'],
    ['it is disabled', `<div data-credential-claim="reason">${radio('why', 'walking')}${radio('why', 'older', 'disabled')}</div>`, 'older'],
    ['another group is named alike', `<div data-credential-claim="reason">${radio('why', 'older')}${radio('since', 'older')}</div>`, 'older'],
    ['the value turns the direction of text', reasons, 'older\u202e'],
    ['the value would end a selector', reasons, '"],input,[x="'],
  ])('stay as they are where %s, and the citizen is told', (_, markup, reason) => {
    const form = openPage(markup)
    expect(fill(form, { reason })).toEqual({})
    expect(plan(form, { reason }).inOrder).toEqual([])
  })

  it('are named to the citizen by their question', () => {
    const { absent } = plan(openPage(reasons), { reason: 'wheelchair' })
    expect(absent.map(nameOf)).toEqual(['Why?'])
  })

  it.each([
    ['a word', 'aria-label="Why?"', ''],
    ['what stands elsewhere', 'aria-labelledby="why"', '<p id="why">Why?</p>'],
  ])('in a radiogroup are named by %s', (_, label, before) => {
    const form = openPage(`${before}<div role="radiogroup" ${label} data-credential-claim="reason"><label>${radio('why', 'walking')} Walking</label><label>${radio('why', 'older')} Older</label></div>`)
    expect(plan(form, { reason: 'x' }).absent.map(nameOf)).toEqual(['Why?'])
  })

  it('are not chosen anew without asking: neither what the citizen chose, nor what the page came with', () => {
    const form = openPage(reasons)
    input('why-walking').click()
    expect(plan(form, { reason: 'older' })).toMatchObject({ free: [], typed: [{ field: 'reason' }] })
    expect(plan(form, { reason: 'walking' }).typed).toEqual([])
    expect(plan(openPage(reasons.replace('value="walking"', 'value="walking" checked')), { reason: 'older' }).typed).toHaveLength(1)
  })

  it('give way when the citizen gives theirs up, and to the next credential', () => {
    const form = openPage(reasons)
    input('why-walking').click()
    new Marks(form).fill(plan(form, { reason: 'older' }).typed, words)
    expect(sent(form)).toEqual({ why: ['older'] })
    expect(fill(form, { reason: 'hidden' })).toEqual({ why: ['hidden'] })
  })

  it('tell what listens, as a person’s press does', () => {
    const form = openPage(reasons)
    const heard: string[] = []
    for (const name of ['click', 'input', 'change']) form.addEventListener(name, ({ target }) => heard.push(`${name} ${(target as HTMLElement).id}`))
    fill(form, { reason: 'older' })
    expect(heard).toEqual(['click why-older', 'input why-older', 'change why-older'])
  })
})

describe('a checkbox by itself', () => {
  it.each<[string, string, string[] | undefined]>([
    ['true', tick('a', 'yes'), ['yes']],
    ['true', '<input type="checkbox" name="a" data-credential-claim="alone">', ['on']],
    ['false', tick('a', 'yes'), undefined],
    ['false', tick('a', 'shared', 'data-credential-value="false"'), ['shared']],
    ['true', tick('a', 'shared', 'data-credential-value="false"'), undefined],
    ['older', tick('a', 'older'), ['older']],
    ['walking', tick('a', 'older'), undefined],
    ['yes', tick('a', 'true'), undefined],
    ['maybe', tick('a', 'yes'), undefined],
  ])('for %s: %s', (value, markup, expected) => {
    expect(fill(openPage(`<p data-credential-claim="alone">${markup}</p>`), { alone: value })['a']).toEqual(expected)
  })

  it('that stays empty for a no is answered, and says so', () => {
    const form = openPage(`<p data-credential-claim="alone"><label>${tick('a', 'yes')} I live alone</label></p>`)
    expect(plan(form, { alone: 'false' })).toMatchObject({ absent: [], free: [{ field: 'alone' }] })
    fill(form, { alone: 'false' })
    const mark = document.getElementById(input('a-yes').getAttribute('aria-describedby') ?? '')
    expect([mark?.textContent, mark?.nextElementSibling?.localName]).toEqual(['From your residency credential', 'label'])
    input('a-yes').click()
    expect(mark?.textContent).toBe('Changed by you')
    input('a-yes').click()
    expect(mark?.textContent).toBe('From your residency credential')
  })

  it('that the citizen ticked is not emptied without asking', () => {
    const form = openPage(`<p data-credential-claim="alone">${tick('a', 'yes')}</p>`)
    input('a-yes').click()
    const { typed } = plan(form, { alone: 'false' })
    expect(typed).toHaveLength(1)
    new Marks(form).fill(typed, words)
    expect(sent(form)).toEqual({})
  })

  it.each([
    ['unticked, though the page came with it ticked', 'checked', 1],
    ['ticked and unticked again', '', 2],
  ])('that the citizen %s is not ticked without asking', (_, more, presses) => {
    const form = openPage(`<p data-credential-claim="alone">${tick('a', 'yes', more)}</p>`)
    for (let press = 0; press < presses; press += 1) input('a-yes').click()
    expect(plan(form, { alone: 'true' })).toMatchObject({ free: [], typed: [{ field: 'alone' }] })
    expect(plan(form, { alone: 'false' }).typed).toEqual([])
  })

  it('that we emptied is ours to tick for the next credential', () => {
    const form = openPage(`<p data-credential-claim="alone">${tick('a', 'yes', 'checked')}</p>`)
    new Marks(form).fill(plan(form, { alone: 'false' }).typed, words)
    expect(fill(form, { alone: 'true' })).toEqual({ a: ['yes'] })
  })

  it('is named by its own label, though another question’s stands in the same fieldset', () => {
    const box = (name: string, label: string): string => `<label data-credential-claim="${name}">${tick(name, 'yes')} ${label}</label>`
    const form = openPage(`<fieldset><legend>About you</legend>${box('alone', 'I live alone')}${box('student', 'I am a student')}</fieldset>`)
    expect(plan(form, { alone: 'x', student: 'x' }).absent.map(nameOf)).toEqual(['I live alone', 'I am a student'])
  })
})

describe('several checkboxes', () => {
  const needs = `<fieldset data-credential-claim="need"><legend>What do you need?</legend>${['ramp', 'loop'].map((value) => tick(`needs[${value}]`, value)).join('')}</fieldset>`

  it('get the one tick that the credential says, beside those of the citizen', () => {
    const form = openPage(needs)
    input('needs[ramp]-ramp').click()
    expect(plan(form, { need: 'loop' }).typed).toEqual([])
    expect(fill(form, { need: 'loop' })).toEqual({ 'needs[ramp]': ['ramp'], 'needs[loop]': ['loop'] })
  })

  it('are left alone where none has the value', () => {
    const form = openPage(needs)
    expect(fill(form, { need: 'true' })).toEqual({})
    expect(plan(form, { need: 'true' }).absent.map(nameOf)).toEqual(['What do you need?'])
  })
})

describe('a list', () => {
  const several = (...selected: readonly string[]): string => `<select name="need" multiple data-credential-claim="need">${['ramp', 'loop', 'sign'].map((value) => `<option ${selected.includes(value) ? 'selected' : ''}>${value}</option>`).join('')}</select>`
  const list = (form: HTMLFormElement): HTMLSelectElement => form.querySelector('select') ?? document.createElement('select')
  const choose = (form: HTMLFormElement, value: string): void => {
    for (const option of list(form).options) if (option.value === value) option.selected = true
    list(form).dispatchEvent(new Event('input', { bubbles: true }))
  }

  it.each([
    ['of none', [], undefined, ['loop']],
    ['of what the page came with', ['ramp'], undefined, ['ramp', 'loop']],
    ['of what the citizen chose', [], 'sign', ['loop', 'sign']],
    ['of both', ['ramp'], 'sign', ['ramp', 'loop', 'sign']],
  ])('of several gets its option beside those %s', (_, came, chosen, expected) => {
    const form = openPage(several(...came))
    if (chosen !== undefined) choose(form, chosen)
    expect(plan(form, { need: 'loop' }).typed).toEqual([])
    expect(fill(form, { need: 'loop' })).toEqual({ need: expected })
  })

  it('of several is changed by the citizen when they take ours away, and not when they add to it', () => {
    const form = openPage(several())
    fill(form, { need: 'loop' })
    choose(form, 'sign')
    const mark = form.querySelector('.counterfoil-mark')
    expect(mark?.textContent).toBe('From your residency credential')
    for (const option of list(form).options) option.selected = option.value === 'sign'
    choose(form, 'sign')
    expect(mark?.textContent).toBe('Changed by you')
  })

  it('is not chosen anew without asking: neither what the citizen chose, nor what the page came with', () => {
    const single = '<select name="band" data-credential-claim="band"><option value="">Choose</option><option>a</option><option SELECTED>b</option></select>'
    expect(plan(openPage(single), { band: 'a' })).toMatchObject({ free: [], typed: [{ field: 'band' }] })
    expect(plan(openPage(single), { band: 'b' }).typed).toEqual([])
    const form = openPage(single.replace('SELECTED', ''))
    choose(form, 'b')
    expect(plan(form, { band: 'a' }).typed).toHaveLength(1)
  })

  it.each(['<option value="" selected>Choose</option>', '<option selected disabled>Choose</option>'])('that has only %s chosen is free', (first) => {
    expect(fill(openPage(`<select name="band" data-credential-claim="band">${first}<option>a</option></select>`), { band: 'a' })).toEqual({ band: ['a'] })
  })

  it.each([
    ['two options have the value, by text or by value', '<option value="a">First</option><option value="b">a</option>', []],
    ['two options say the same, of one value', '<option value="a">First</option><option value="a">a</option>', ['a']],
  ])('where %s', (_, options, expected) => {
    const form = openPage(`<select name="band" multiple data-credential-claim="band">${options}</select>`)
    expect(fill(form, { band: 'a' })['band'] ?? []).toEqual(expect.arrayContaining(expected))
    expect(plan(form, { band: 'a' }).absent).toHaveLength(expected.length === 0 ? 1 : 0)
  })
})

describe('the mark', () => {
  it('of a question stands below its legend, or above GOV.UK’s choices, and describes them as one', () => {
    for (const [markup, before] of [[reasons, 'LEGEND'], [reasons.replace(/(<input.*)<\/fieldset>/, '<div class="govuk-hint">One</div><div class="govuk-radios">$1</div></fieldset>'), 'DIV']] as const) {
      const form = openPage(markup)
      fill(form, { reason: 'older' })
      const group = form.querySelector('fieldset')
      const mark = document.getElementById(group?.getAttribute('aria-describedby') ?? '')
      expect([mark?.textContent, mark?.previousElementSibling?.tagName]).toEqual(['From your residency credential', before])
      expect(form.querySelectorAll('input[aria-describedby]')).toHaveLength(0)
      input('why-hidden').click()
      expect(mark?.textContent).toBe('Changed by you')
    }
  })
})
