// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { takeBackErrors } from '@counterfoil/embed/told-errors'
import { input, openPage } from './form-page.ts'

const wrongForm = `
<div class="govuk-form-group govuk-form-group--error">
  <label for="fn">First name</label><div id="fn-hint">As on papers</div><p id="fn-error" class="govuk-error-message">Enter your first name</p>
  <input id="fn" class="govuk-input govuk-input--error" aria-describedby="fn-hint fn-error" aria-invalid="true">
</div>
<div class="govuk-form-group govuk-form-group--error"><fieldset id="dob-set" aria-describedby="dob-error"><legend>Date of birth</legend>
  <p id="dob-error" class="govuk-error-message">Enter your date of birth</p>
  <div id="dob"><input id="dob-day" class="govuk-input--error"><input id="dob-month" class="govuk-input--error"><input id="dob-year" class="govuk-input--error"></div>
</fieldset></div>`

beforeEach(() => {
  openPage(wrongForm)
  document.querySelector('main')?.insertAdjacentHTML(
    'afterbegin',
    '<div class="govuk-error-summary"><h2>There is a problem</h2><ul><li><a href="#fn">Enter your first name</a></li><li><a href="#dob-day">Enter your date of birth</a></li></ul></div>',
  )
})

const summary = (): string[] => [...document.querySelectorAll('.govuk-error-summary li')].map((item) => item.textContent)

describe('what a page said was wrong with an answer that is now filled in', () => {
  it('goes, and its hint stays', () => {
    takeBackErrors(input('fn'))
    expect(document.querySelector('#fn-error')).toBeNull()
    expect(input('fn').getAttribute('aria-describedby')).toBe('fn-hint')
    expect(input('fn').hasAttribute('aria-invalid')).toBe(false)
    expect(input('fn').className).toBe('govuk-input')
    expect(input('fn').parentElement?.className).toBe('govuk-form-group')
  })

  it('leaves the error summary, which keeps what is still wrong', () => {
    takeBackErrors(input('fn'))
    expect(summary()).toEqual(['Enter your date of birth'])
  })

  it('goes for a date with its three boxes, and takes an empty summary along', () => {
    takeBackErrors(input('fn'))
    for (const part of ['dob-day', 'dob-month', 'dob-year']) takeBackErrors(input(part))
    expect(document.querySelector('.govuk-error-summary, .govuk-error-message, .govuk-input--error')).toBeNull()
    expect(document.querySelector('#dob-set')?.hasAttribute('aria-describedby')).toBe(false)
  })

  it('is nothing where nothing was wrong', () => {
    const form = openPage('<label for="fn">First name</label><input id="fn" aria-describedby="fn-hint">')
    const before = form.innerHTML
    takeBackErrors(input('fn'))
    expect(form.innerHTML).toBe(before)
  })
})
