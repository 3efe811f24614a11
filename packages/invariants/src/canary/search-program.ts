import { text } from 'node:stream/consumers'
import { findTraces, type Search } from './search.ts'

// Takes a search on standard input and gives what was found on standard output: markers are never seen in a list of processes.
process.stdout.write(JSON.stringify(findTraces(JSON.parse(await text(process.stdin)) as Search)))
