import { compareClock } from './adapters/server-clock.ts'

let asked: Promise<string> | null = null

/** What the wallet's own server says of the network: asked for while the wallet itself is still on its way. */
export function networkAnswer(): Promise<string> {
  asked ??= ask()
  return asked
}

async function ask(): Promise<string> {
  const answer = await fetch('/network.json', { signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) throw new Error('The wallet’s own server does not answer.')
  compareClock(answer)
  return answer.text()
}
