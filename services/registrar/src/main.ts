import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { readArguments, usage, type Asked } from './arguments.ts'
import { agree, carryOut, describe, execute } from './command-line.ts'
import { linesOf } from './lines-of-proposal.ts'
import { openPlace } from './place.ts'
import { proposalFiles } from './proposals.ts'
import { runListCommand } from './signed-list/list-commands.ts'
import { openListPlace, type ListPlace } from './signed-list/list-place.ts'
import { showAuthority } from './show-authority.ts'

const say = (words: string): void => void process.stdout.write(`${words}\n`)

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  if (asked.help) return say(usage)
  const list = await openListPlace(asked.data)
  if (list !== null) return onList(list, asked)
  const place = await openPlace(asked.data)
  const proposals = proposalFiles(place.proposalsDir)
  try {
    switch (asked.command) {
      case 'show':
        return (await showAuthority(place, asked.subject)).forEach(say)
      case 'proposals':
        if (proposals.all().length === 0) return say('There are no proposals.')
        for (const proposal of proposals.all()) [await describe(place, proposal), ...linesOf(place, proposal).map((line) => `  ${line}`)].forEach(say)
        return
      case 'sign':
        return await agree(place, proposals.find(Number(asked.subject)), asked, say)
      case 'execute':
        return say(await execute(place, proposals.find(Number(asked.subject))))
      default:
        return await carryOut(place, asked, say)
    }
  } finally {
    await place.close()
  }
}

async function onList(place: ListPlace, asked: Asked): Promise<void> {
  try {
    await runListCommand(place, asked, say)
  } finally {
    await place.close()
  }
}

function sentenceOf(error: unknown): string | null {
  if (error instanceof ConfigurationError) return error.message
  if (error instanceof Refusal) return error.detail === undefined ? error.message : `${error.message} (${error.detail})`
  return error instanceof LedgerUnavailable ? 'The ledger cannot be reached: is the neighbourhood running?' : null
}

main().catch((error: unknown) => {
  const sentence = sentenceOf(error)
  process.stderr.write(`${sentence ?? (error instanceof Error ? error.stack : String(error))}\n`)
  process.exitCode = sentence === null ? 1 : 2
})
