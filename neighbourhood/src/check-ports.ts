import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { CannotStart } from './cannot-start.ts'
import type { Places } from './places.ts'

const patience = 3000

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })

async function takenOf({ ports }: Places, hosts: readonly string[]): Promise<string[]> {
  const taken: string[] = []
  for (const [name, port] of Object.entries(ports)) {
    for (const host of hosts) if (!(await isFree(port, host))) taken.push(`${port} (for the ${name})`)
  }
  return [...new Set(taken)]
}

/** Checks every port before anything starts, and names those in use; those of a killed start are free in a moment. */
export async function checkPorts(places: Places): Promise<void> {
  const hosts = (await lookup('localhost', { all: true })).map(({ address }) => address)
  const until = Date.now() + patience
  let taken = await takenOf(places, hosts)
  while (taken.length > 0 && Date.now() < until) {
    await setTimeout(100)
    taken = await takenOf(places, hosts)
  }
  if (taken.length === 0) return
  throw new CannotStart(`Port ${taken.join(', ')} is in use by another program. Stop it, or choose other ports: npm start -- --port-base 5700`)
}
