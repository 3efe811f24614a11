/** @jsxImportSource react */
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const questions = [
  ['first_name', 'First name', 'given-name'],
  ['last_name', 'Last name', 'family-name'],
  ['date_of_birth', 'Date of birth', 'bday', 'date'],
  ['address_line_1', 'Address', 'address-line1'],
  ['town', 'Town', 'address-level2'],
  ['postcode', 'Postcode', 'postal-code'],
  ['uprn', 'Property reference number (UPRN)'],
  ['badge_number', 'Badge number'],
]
const said = { verified: 'From a credential, and checked', changed: 'The credential said something else', not_provided: 'Typed' }

/** React holds every answer; the element fills in through React's own way of hearing what is typed. */
function BlueBadgeForm() {
  const [answers, setAnswers] = useState(() => Object.fromEntries(questions.map(([name]) => [name, ''])))
  const [provenance, setProvenance] = useState(null)
  const change = ({ target: { name, value } }) => setAnswers((before) => ({ ...before, [name]: value }))
  const send = async (event) => {
    event.preventDefault()
    const response = await fetch('/applications', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(answers) })
    if (response.ok) setProvenance((await response.json()).fields)
  }
  if (provenance !== null) {
    return (
      <main>
        <h1>Sent</h1>
        <table><tbody>{questions.map(([name, label]) => <tr key={name}><th scope="row">{label}</th><td>{answers[name]}</td><td>{said[provenance[name]]}</td></tr>)}</tbody></table>
      </main>
    )
  }
  return (
    <main>
      <h1>Renew a Blue Badge</h1>
      <form id="details" onSubmit={send}>
        <counterfoil-prefill form="blue-badge-renewal" endpoint="/prefill" asks="your name, your address and, if you choose, your date of birth" digital-credentials="" />
        {questions.map(([name, label, autoComplete, type = 'text']) => (
          <p key={name}>
            <label htmlFor={name}>{label}</label><br />
            <input id={name} name={name} type={type} autoComplete={autoComplete} data-credential-claim={name} value={answers[name]} onChange={change} />
          </p>
        ))}
        <p><button>Send</button></p>
      </form>
    </main>
  )
}

createRoot(document.querySelector('#app')).render(<BlueBadgeForm />)
