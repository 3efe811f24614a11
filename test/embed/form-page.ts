/** A page with a form, as a council writes it. */
export function openPage(markup: string): HTMLFormElement {
  document.body.innerHTML = `<main><form id="details">${markup}</form></main>`
  const form = document.querySelector('form')
  if (form === null) throw new Error('the page has no form')
  return form
}

export const detailsMarkup = `
<label for="fn">First name</label><input id="fn" name="first_name" data-credential-claim="first_name">
<label for="ln">Last name</label><input id="ln" name="last_name" data-credential-claim="last_name" aria-describedby="ln-hint"><div id="ln-hint">As on papers</div>
<fieldset><legend>Date of birth</legend><div class="govuk-date-input">
<input id="d" name="d" data-credential-claim="date_of_birth.day"><input id="m" name="m" data-credential-claim="date_of_birth.month"><input id="y" name="y" data-credential-claim="date_of_birth.year">
</div></fieldset>
<label for="a1">Address line 1</label><input id="a1" name="a1" data-credential-claim="address_line_1">
<label for="a2">Address line 2</label><input id="a2" name="a2" data-credential-claim="address_line_2">
<label for="town">Town</label><input id="town" name="town" data-credential-claim="town">
<label for="pc">Postcode</label><input id="pc" name="pc" data-credential-claim="postcode">
<label for="uprn">UPRN</label><input id="uprn" name="uprn" data-credential-claim="uprn">
<label for="badge">Badge number</label><input id="badge" name="badge">
<input type="hidden" name="_csrf" value="token">`

export const person: Readonly<Record<string, string>> = {
  uprn: '100012345678',
  first_name: 'Morag',
  last_name: 'Ffion-Jones',
  date_of_birth: '1957-03-09',
  address_line_1: '12 Heron Lane',
  town: 'Aldermoor',
  postcode: 'AL1 2BC',
}

export const input = (id: string): HTMLInputElement => {
  const found = document.getElementById(id)
  if (!(found instanceof HTMLInputElement)) throw new Error(`the page has no input ${id}`)
  return found
}

/** Types as a person does. */
export function type(id: string, value: string): void {
  input(id).value = value
  input(id).dispatchEvent(new Event('input', { bubbles: true }))
}

/** What is chosen, not typed: as the verifier tells it. */
export const choices: Readonly<Record<string, string>> = { lives_alone: 'true', reason: 'older', band: 'b', student: 'false' }
