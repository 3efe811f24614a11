import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nodeFaults, type NodeFault } from '../support/faulty-node.ts'
import { publisherFaults, type PublisherFault } from '../support/faulty-publisher.ts'
import { onSignedList } from '../support/trust-kind.ts'
import { answerWell, fetchRequest, formServer, type CredentialChanges, type RequestClaims } from './support/holder.ts'
import { startVerifierWorld, type VerifierTestWorld } from './support/world.ts'

let world: VerifierTestWorld
beforeAll(async () => {
  world = await startVerifierWorld()
})
afterAll(() => world?.close())
const listsAreOf = async (authority: string): Promise<void> => {
  world.publisher.signer = await world.net.keys.signer(world.authority(authority).keys.status.kid, 'status')
}
beforeEach(async () => {
  well()
  world.publisher.reset()
  await listsAreOf('aldermoor')
  later(60)
})

const later = (by: number): void => {
  world.switches.clockShift += by
  world.publisher.timeShift = world.switches.clockShift
}

interface Outcome {
  readonly status: number
  readonly error?: string
  readonly refusal?: string
}

/** A request that a wallet has in its hand, and the answer to it. */
async function begin(): Promise<{ readonly request: RequestClaims; readonly answer: (changes?: CredentialChanges) => Promise<Outcome> }> {
  const request = await fetchRequest(await formServer(world, 'brackenfield').start())
  return {
    request,
    answer: async (changes = {}) => {
      const response = await answerWell(world, request, changes, world.switches.clockShift)
      return { ...((await response.json()) as object), status: response.status }
    },
  }
}

const accepted = { status: 200 }
/** Cannot tell: the citizen is told to try again, and can. */
const cannotTell = { status: 503, error: 'temporarily_unavailable' }
type Kind = 'no answer' | 'a lie' | 'a lie about history'
const faults = Object.entries<Kind>(onSignedList ? publisherFaults : nodeFaults)
const isNodeFault = (fault: string): fault is NodeFault => Object.hasOwn(nodeFaults, fault)
const isPublisherFault = (fault: string): fault is PublisherFault => Object.hasOwn(publisherFaults, fault)
/** Makes whatever trust rests on here fail in that way. */
function fail(fault: string): void {
  world.node.fault = isNodeFault(fault) ? fault : null
  world.listPublisher.fault = isPublisherFault(fault) ? fault : null
}
function well(): void {
  world.node.fault = null
  world.listPublisher.fault = null
}

describe(onSignedList ? 'a publisher that' : 'a node that', () => {
  it.each(faults)('%s: of an issuer that nobody asked about before nothing is told, and when it is well again all is (%s)', async (fault) => {
    fail(fault)
    await world.restart(() => world.forget())
    const { answer } = await begin()
    expect(await answer()).toMatchObject(cannotTell)
    well()
    later(20)
    // What was asked of one that hangs is waited for, for its three seconds.
    await expect.poll(() => answer(), { timeout: 10_000, interval: 500 }).toMatchObject(accepted)
  })

  it.each(faults)('%s: of an issuer that is known the answer stands within its limit, unless it is contradicted (%s)', async (fault, kind) => {
    expect(await (await begin()).answer()).toMatchObject(accepted)
    const { answer } = await begin()
    fail(fault)
    await world.restart()
    later(60)
    // History is only read again when it changed, and it did not.
    expect(await answer()).toMatchObject(kind === 'a lie' ? cannotTell : accepted)
    later(3600)
    fail(fault)
    const late = await (await begin()).answer()
    expect(late).toMatchObject(kind === 'a lie about history' ? late : cannotTell)
  })
})

describe('between the request and the response', () => {
  beforeEach(() => listsAreOf('calderwick'))

  it('an accreditation may expire: the response is refused though the request was made in its time', async () => {
    await world.net.withdraw('calderwick')
    await world.net.accredit('calderwick', world.switches.clockShift + 120)
    later(11)
    const { answer } = await begin()
    const inTime = await begin()
    expect(await inTime.answer({ issuer: 'calderwick' })).toMatchObject(accepted)
    later(150)
    expect(await answer({ issuer: 'calderwick' })).toMatchObject({ status: 400, refusal: 'issuer_not_trusted' })
  })

  it('an accreditation may be withdrawn', async () => {
    await world.net.accredit('calderwick', world.switches.clockShift + 86_400)
    later(11)
    const { answer } = await begin()
    await world.net.withdraw('calderwick')
    later(11)
    expect(await answer({ issuer: 'calderwick' })).toMatchObject({ status: 400, refusal: 'issuer_not_trusted' })
  })
})

describe('a clock', () => {
  it('ten minutes behind the ledger tells of nothing: it would let pass what has ended', async () => {
    await world.restart(() => world.forget())
    later(-world.switches.clockShift - 600)
    const { answer } = await begin()
    expect(await answer()).toMatchObject(cannotTell)
    later(600)
  })

  it('ten minutes ahead of the wallet’s takes no answer for a new one, and harms nothing else', async () => {
    const { request } = await begin()
    const wallets = world.switches.clockShift - 600
    const response = await answerWell(world, request, {}, wallets)
    expect(response.status).toBe(400)
    expect(await (await begin()).answer()).toMatchObject(accepted)
  })
})
