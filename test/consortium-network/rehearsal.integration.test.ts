import { join } from 'node:path'
import { encodeBytes32String } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headOf, startRehearsal, type Rehearsal } from '@counterfoil/consortium-network/rehearsal/start-rehearsal'
import { placesOf } from '@counterfoil/neighbourhood/places'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets } from '@counterfoil/neighbourhood/secrets'
import { openPlace, type Place } from '@counterfoil/registrar/place'
import { callDataOf } from '@counterfoil/service-kit/authority/planned-write'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import type { LedgerReceipt } from '@counterfoil/service-kit/ledger/ledger-sender'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { eventsOf } from '@counterfoil/shared/ledger/erc1056'
import { decodeEvents } from '@counterfoil/shared/ledger/registry-event'
import { blockOf } from '@counterfoil/shared/ledger/questions'
import { erc1056Trust } from '@counterfoil/shared/trust/erc1056-trust'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { until } from '../support/until.ts'
import { residencyAt } from '../support/residency.ts'

// geth comes neither from npm nor from Debian, so this is run by hand: deploy/consortium-network/README.md says how.
const geth = process.env['COUNTERFOIL_GETH'] ?? ''
const authorities = ['aldermoor', 'brackenfield', 'calderwick', 'dunmere', 'elmsworth']

describe.skipIf(geth === '')('a network of five real nodes, one for each authority (needs COUNTERFOIL_GETH; not run without)', () => {
  const folder = temporaryFolder()
  let rehearsal: Rehearsal
  let place: Place
  let identity: string
  let written = 0
  const receipts: Promise<LedgerReceipt>[] = []
  const nodes = (...turns: readonly number[]) => rehearsal.nodes.filter((_, turn) => turns.includes(turn))
  const fourth = (): Rehearsal['nodes'][number] => nodes(3)[0] ?? never()
  const stop = (...turns: readonly number[]) => Promise.all(nodes(...turns).map((node) => node.stop('SIGKILL')))
  const start = (...turns: readonly number[]): void => nodes(...turns).forEach((node) => node.start())
  /** A write as the outbox makes it; answers once it stands in a block. */
  const write = (): Promise<LedgerReceipt> => {
    written += 1
    const data = callDataOf(identity, { method: 'setAttribute', name: encodeBytes32String('counterfoil/rehearsal'), value: `0x${written.toString(16).padStart(2, '0')}`, validity: 3600 })
    const receipt = place.outbox.send({ key: `rehearsal ${written}`, to: place.network.ledger.registry, data, reason: 'rehearsal', actor: 'operator' })
    receipts.push(receipt)
    return receipt
  }

  beforeAll(async () => {
    rehearsal = await startRehearsal({ geth, folder: join(folder.path, 'nodes'), portBase: await freePort(), authorities })
    const [first = '', ...others] = rehearsal.nodes.map(({ rpcUrl }) => rpcUrl)
    const places = placesOf(join(folder.path, 'network'), 7900)
    const ground = { nodes: { rpcUrl: first, otherRpcUrls: others, chainId: rehearsal.chainId }, registry: null, fundingKey: rehearsal.fundingKey }
    const { governance } = await provisionNetwork(places, ensureSecrets(places.secretsDir), ground, () => {})
    identity = governance?.gasAccount ?? ''
    place = await openPlace(join(folder.path, 'network'))
  }, 300_000)
  afterAll(async () => {
    await place?.close()
    await rehearsal?.close()
    folder.remove()
  })

  it('is founded, and every council is accredited', async () => {
    const trust = trustOf(place)
    for (const { did } of place.network.authorities) expect((await trust.accreditation({ kind: 'issue', scope: residencyAt(place), did })).value).toBe(true)
  })

  it('goes on with one node killed, though it is the one that is asked first', async () => {
    await stop(0)
    expect((await write()).block).toBeGreaterThan(0)
  }, 120_000)

  it('goes on with two killed: three of five sign', async () => {
    await stop(1)
    expect((await write()).block).toBeGreaterThan(0)
  }, 120_000)

  it('makes no block with three killed; what is known goes on being told, and writes wait', async () => {
    const trust = trustOf(place)
    await stop(2)
    // Each of the two that are left may have had a turn to come.
    await settled(async () => headOf(fourth()))
    const head = await headOf(fourth())
    for (let turn = 0; turn < 3; turn += 1) void write().catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 6000))
    expect(await headOf(fourth())).toBe(head)
    const { did } = place.authority('aldermoor')
    expect((await trust.accreditation({ kind: 'issue', scope: residencyAt(place), did })).value).toBe(true)
    const { waiting, onTheirWay } = await place.outbox.standing()
    expect(waiting + onTheirWay).toBe(3)
  }, 120_000)

  it('with all killed, what was seen is used, and is as old as it is', async () => {
    const trust = trustOf(place)
    const { did } = place.authority('aldermoor')
    const asked = { kind: 'issue', scope: residencyAt(place), did } as const
    const seen = await trust.accreditation(asked)
    await stop(3, 4)
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect(await trust.accreditation(asked)).toMatchObject({ value: true, observedAt: seen.observedAt })
    await expect(trustOf(place).accreditation(asked)).rejects.toThrow()
  }, 60_000)

  it('catches up when they return: in order, nothing lost, nothing twice, one chain', async () => {
    start(0, 1, 2, 3, 4)
    const all = await Promise.all(receipts)
    await until(async () => (await Promise.all(rehearsal.nodes.map(headOf))).every((head) => head > 0), 'every node answers')
    expect(all.map(({ block }) => block)).toEqual(all.map(({ block }) => block).toSorted((one, other) => one - other))
    const [events] = await place.reader.ask([eventsOf(place.network.ledger.registry, identity, 'latest')])
    const own = decodeEvents(events).filter((event) => event.kind === 'attribute' && event.name === 'counterfoil/rehearsal')
    expect(own.map((event) => event.kind === 'attribute' && Number.parseInt(event.value, 16))).toEqual(receipts.map((_, turn) => turn + 1))
    const height = Math.max(...all.map(({ block }) => block))
    await until(async () => (await Promise.all(rehearsal.nodes.map(headOf))).every((head) => head >= height), 'every node has the block')
    await until(async () => (await place.outbox.standing()).oldest === null, 'nothing waits')
    const blocks = await Promise.all(rehearsal.nodes.map(async ({ rpcUrl }) => (await createLedgerReader({ ...place.network.ledger, rpcUrl, otherRpcUrls: [] }).ask([blockOf(height)]))[0]?.hash))
    expect(new Set(blocks).size).toBe(1)
  }, 300_000)
})

/** Asks after a second, and remembers for an hour. */
const trustOf = ({ network: { ledger }, reader }: Place) =>
  erc1056Trust({ ledger, reader, clock: systemClock, freshFor: seconds(1), keyStaleFor: seconds(3600), accreditationStaleFor: seconds(3600) })

/** Waits until a number stays the same for three seconds. */
async function settled(read: () => Promise<number>): Promise<void> {
  for (let before = -1; ; ) {
    const now = await read()
    if (now === before) return
    before = now
    await new Promise((resolve) => setTimeout(resolve, 3000))
  }
}

function never(): never {
  throw new Error('There are five nodes.')
}
