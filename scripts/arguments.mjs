// What `npm start` can be told. Read before anything is installed, so that a slip is told at once.

export const usage = `npm start                       start, and keep what is there
npm start -- --reset            begin afresh: forget every council, key and credential
npm start -- --port-base 5700   use ports 5700 to 5750 instead of 4700 to 4750
npm start -- --trust signed-list   found the network on a list that the councils sign, without a ledger
npm start -- --help             this text
Everything is kept under .data.`

/** The settings that the arguments stand for; `problem` is one sentence about an argument that is none. */
export function readArguments(given) {
  const settings = {}
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index]
    if (argument === '--help') return { help: true, settings: {} }
    if (argument === '--reset') settings.COUNTERFOIL_RESET = '1'
    else if (argument === '--trust') settings.COUNTERFOIL_TRUST = given[++index] ?? 'missing'
    else if (argument === '--port-base') settings.COUNTERFOIL_PORT_BASE = given[++index] ?? 'missing'
    else return { problem: `npm start does not know ${argument}.\n\n${usage}` }
  }
  return { help: false, settings }
}
