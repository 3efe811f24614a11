// Follows the quick start of docs/verifier.md to a filled form.

const posted = (fields) => ({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
const linkIn = (text, words) => new RegExp(`href="([^"]+)"[^>]*>${words}`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
const valueIn = (text, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
const answers = async (url) => (await fetch(url)).ok

export async function formInTenMinutes(clone) {
  const { base, tell } = clone
  const [profile, start, wallet, server, ...more] = clone.guide('docs/verifier.md', 'A filled form in ten minutes').blocks
  if (server === undefined || more.length > 0) throw new Error('The quick start of docs/verifier.md has not four blocks of commands.')
  await clone.runToEnd(profile)
  tell('the profile is written')
  await clone.startNetwork(start)
  tell('npm start is ready')
  await clone.until(() => answers(`http://localhost:${base + 90}/issuers.json`), 'the fault wallet', clone.runBlock(wallet))
  tell('the fault wallet is ready')
  await clone.until(() => answers(`http://localhost:${base + 91}/`), 'the form’s server', clone.runBlock(server))
  tell('the form’s server is ready')
  await walk(`http://localhost:${base + 91}`, tell)
}

/** One reader's browser: it keeps the cookies that pages set. */
function browser() {
  const cookies = new Map()
  return async (url, options = {}) => {
    const { host } = new URL(url)
    const kept = Object.entries(cookies.get(host) ?? {}).map(([name, value]) => `${name}=${value}`)
    const response = await fetch(url, { ...options, headers: { ...options.headers, ...(kept.length === 0 ? {} : { cookie: kept.join('; ') }) } })
    for (const [, name, value] of response.headers.getSetCookie().flatMap((line) => [...line.matchAll(/^([^=;]+)=([^;]*)/g)])) cookies.set(host, { ...cookies.get(host), [name]: value })
    const text = await response.text()
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
    return text
  }
}

/** What the reader does in the browser: links are followed and forms sent as the pages have them. */
async function walk(form, tell) {
  const [reader, somebodyElse] = [browser(), browser()]
  const ask = async (open) => {
    const asking = await open(new URL(linkIn(await open(form), 'Fill this in from my wallet'), form))
    return { walletLink: linkIn(asking, 'Open the wallet'), action: /<form action="([^"]+)">/.exec(asking)?.[1] }
  }
  const { walletLink, action } = await ask(reader)
  // Another visitor asks meanwhile: neither may get what is the other's.
  await ask(somebodyElse)
  const choice = await reader(walletLink)
  const shown = await reader(new URL('/authorize', walletLink), posted({ request_uri: valueIn(choice, 'request_uri').replaceAll('&amp;', '&'), behaviour: 'share' }))
  const filled = await reader(new URL(`${action}?number=${/<big>(\d+)</.exec(shown)?.[1]}`, form))
  const first = valueIn(filled, 'first_name')
  if (first === '' || valueIn(filled, 'last_name') === '') throw new Error(`The form is not filled in: ${filled}`)
  tell('the form is filled in')
  const submitted = posted({ first_name: first, last_name: 'Somebody else' })
  const ofAnother = await somebodyElse(form, submitted)
  if (ofAnother.includes('verified')) throw new Error(`Somebody else’s form counts as filled from this reader’s wallet: ${ofAnother}`)
  if (!ofAnother.includes('first_name: typed')) throw new Error(`The form’s server says to somebody else: ${ofAnother}`)
  const told = await reader(form, submitted)
  if (!told.includes('first_name: verified') || !told.includes('last_name: changed')) throw new Error(`The form’s server says: ${told}`)
  tell('the server tells what is verified from what was changed, and nobody else’s')
}
