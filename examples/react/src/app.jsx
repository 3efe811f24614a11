/** @jsxImportSource react */
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { words } from '@counterfoil/plain-html/words'

const questions = [
  ['first_name', 'given-name'],
  ['last_name', 'family-name'],
  ['date_of_birth', 'bday', 'date'],
  ['address_line_1', 'address-line1'],
  ['town', 'address-level2'],
  ['postcode', 'postal-code'],
  ['uprn'],
  ['badge_number'],
]
const say = words[document.documentElement.lang]

function Languages() {
  return <nav aria-label="English / Cymraeg"><a href="?lang=en" lang="en">English</a> <a href="?lang=cy" lang="cy">Cymraeg</a></nav>
}

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
        <h1>{say.sent}</h1>
        <table><tbody>{questions.map(([name]) => <tr key={name}><th scope="row">{say[name]}</th><td>{answers[name]}</td><td>{say[provenance[name]]}</td></tr>)}</tbody></table>
      </main>
    )
  }
  return (
    <main>
      <h1>{say.title}</h1>
      <form id="details" onSubmit={send}>
        <counterfoil-prefill form="blue-badge-renewal" endpoint="/prefill" asks={say.asks} digital-credentials="" />
        {questions.map(([name, autoComplete, type = 'text']) => (
          <p key={name}>
            <label htmlFor={name}>{say[name]}</label><br />
            <input id={name} name={name} type={type} autoComplete={autoComplete} data-credential-claim={name} value={answers[name]} onChange={change} />
          </p>
        ))}
        <p><button>{say.send}</button></p>
      </form>
    </main>
  )
}

createRoot(document.querySelector('#app')).render(<><Languages /><BlueBadgeForm /></>)
