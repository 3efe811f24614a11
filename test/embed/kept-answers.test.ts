// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { restoreAnswers, typedAnswers } from '@counterfoil/embed/kept-answers'
import { input, openPage, type } from './form-page.ts'

const markup = `<input id="badge" name="badge" value=""><input id="yes" type="radio" name="share" value="yes"><input id="no" type="radio" name="share" value="no" checked>
<input id="agree" type="checkbox" name="agree"><input id="news" type="checkbox" name="news" checked><select id="title" name="title"><option selected>Ms</option><option>Dr</option></select>
<input id="known" name="known" value="From the server"><input id="secret" type="password" name="secret">`
const nothingOfOurs = (): boolean => false

describe('what the citizen typed and chose', () => {
  it('comes back as if they did it again, so that frameworks hear of it', () => {
    const form = openPage(markup)
    type('badge', 'AB12CD')
    for (const id of ['yes', 'agree', 'news']) input(id).click()
    const title = form.querySelector('select')
    if (title !== null) title.value = 'Dr'
    type('secret', 'hunter2')
    const kept = typedAnswers(form, nothingOfOurs)
    expect(JSON.stringify(kept)).not.toMatch(/hunter2|From the server/)

    const again = openPage(markup)
    const heard: string[] = []
    for (const kind of ['input', 'click']) again.addEventListener(kind, ({ target }) => heard.push(`${kind} ${(target as HTMLElement).id}`))
    restoreAnswers(again, kept)
    expect([input('badge').value, input('yes').checked, input('no').checked, input('agree').checked, input('news').checked, again.querySelector('select')?.value]).toEqual(['AB12CD', true, false, true, false, 'Dr'])
    expect(heard).toEqual(expect.arrayContaining(['input badge', 'click yes', 'click agree', 'click news', 'input title']))
  })

  it('is known by their typing where a framework makes of it what the page came with', () => {
    const form = openPage(markup)
    type('badge', 'AB12CD')
    // As React does at once.
    input('badge').setAttribute('value', 'AB12CD')
    expect(typedAnswers(form, nothingOfOurs)).toEqual([{ name: 'badge', index: 0, value: 'AB12CD' }])
  })

  it('of a list of several is every option that is chosen, and none that no longer is', () => {
    const several = `<select name="need" multiple><option selected>ramp</option><option>loop</option><option>sign</option></select>`
    const chosen = (form: HTMLFormElement): FormDataEntryValue[] => new FormData(form).getAll('need')
    const form = openPage(several)
    for (const option of form.querySelectorAll('option')) option.selected = option.value !== 'ramp'
    const kept = typedAnswers(form, nothingOfOurs)
    const again = openPage(several)
    restoreAnswers(again, kept)
    expect(chosen(again)).toEqual(['loop', 'sign'])
    expect(typedAnswers(openPage(several), nothingOfOurs)).toEqual([])
  })

  it('stays away from what the page came back with meanwhile', () => {
    const form = openPage(markup)
    type('badge', 'AB12CD')
    const kept = typedAnswers(form, nothingOfOurs)
    const again = openPage(markup)
    type('badge', 'ZZ99ZZ')
    restoreAnswers(again, kept)
    expect(input('badge').value).toBe('ZZ99ZZ')
  })
})
