// Follows the quick starts of docs/verifier.md and docs/issuer.md word by word, in a clean clone; tells how long each step took.
import { cleanClone, most } from './stopwatch/clone.mjs'
import { formInTenMinutes } from './stopwatch/form-in-ten-minutes.mjs'
import { typeInTenMinutes } from './stopwatch/type-in-ten-minutes.mjs'

const given = process.argv.indexOf('--port-base')
const clone = cleanClone(given === -1 ? 4700 : Number(process.argv[given + 1]))

try {
  clone.tell('cloned')
  await formInTenMinutes(clone)
  const form = clone.seconds()
  process.stdout.write(`A filled form in ${Math.round(form)} seconds.\n`)
  // The second guide goes on where dependencies are installed, which is the greater part of any first start.
  await clone.closeTerminals()
  await typeInTenMinutes(clone)
  process.stdout.write(`The card of a new type in ${Math.round(clone.seconds() - form)} seconds, once dependencies are installed.\n`)
  process.exitCode = clone.seconds() < most ? 0 : 1
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await clone.remove()
}
