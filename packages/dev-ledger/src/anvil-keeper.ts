import { spawn } from 'node:child_process'

// Stands between the ledger and its engine: when the ledger dies, however suddenly, standard input ends and the engine
// goes with it. An engine left behind would hold memory and nobody would know.
const [program = '', ...options] = process.argv.slice(2)
const engine = spawn(program, options, { stdio: ['ignore', 'inherit', 'inherit'] })
engine.on('exit', (code) => process.exit(code ?? 1))
engine.on('error', () => process.exit(1))
process.stdin.on('end', () => engine.kill('SIGKILL'))
process.stdin.resume()
// The ledger ends the engine by closing standard input; a signal meant for the whole group must not come first.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => engine.kill('SIGKILL'))
