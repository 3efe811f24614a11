import { join } from 'node:path'
import { Interface, concat, encodeBytes32String } from 'ethers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Place } from '@counterfoil/registrar/place'
import { anchorNames, anchorValue, attributeNameOf } from '@counterfoil/service-kit/audit/anchor'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { callDataOf } from '@counterfoil/service-kit/authority/planned-write'
import { gasAccount } from '@counterfoil/service-kit/authority/gas-account'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import type { Proof } from '@counterfoil/service-kit/ledger-proof/proof'
import { proveLedger } from '@counterfoil/service-kit/ledger-proof/prove-ledger'
import { readFacts } from '@counterfoil/service-kit/ledger-proof/read-facts'
import { conclusionOf, linesOfWrites, tableOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { openLedgerAccount } from '@counterfoil/service-kit/outbox/ledger-account'
import { accreditationType } from '@counterfoil/shared/ledger/erc1056'
import { tamper } from '../../invariants/tampering.ts'
import { openLedgerDesk } from '../../registrar/ledger-desk.ts'
import { foundNetwork, type FoundedNetwork } from '../../support/founded-network.ts'

let founded: FoundedNetwork
let desk: Awaited<ReturnType<typeof openLedgerDesk>>
let place: Place
async function open(): Promise<void> {
  desk = await openLedgerDesk(founded.folder)
  ;({ place } = desk)
}
beforeAll(async () => {
  founded = await foundNetwork(7600)
})
afterAll(() => founded.close())
beforeEach(async () => {
  await open()
})
afterEach(() => place.close())

async function prove(from = 0): Promise<Proof> {
  const facts = await readFacts(founded.folder, place.network, [...readCatalogue().values()])
  try {
    return await proveLedger(createLedgerReader(founded.network.ledger), facts, from)
  } finally {
    await facts.close()
  }
}

const command = (...given: readonly string[]): Promise<string> => desk.command(...given)

/** A transaction of the consortium's gas account, past the outbox. */
async function writeAside(to: string | null, data: string): Promise<string> {
  const { key } = await gasAccount(place.identities.custody, 'consortium')
  const account = await openLedgerAccount(founded.ledger, await place.identities.custody.ethereumSigner(key.id, 'gas'))
  try {
    const { raw, hash } = await account.sign({ to, data, nonce: await account.transactionsMined(), gas: 5_000_000n, fee: { tip: 0n, most: 0n } })
    expect(await account.send(raw)).toBe('taken')
    await expect.poll(() => account.mined(hash)).not.toBeNull()
    return hash
  } finally {
    account.close()
  }
}

describe('everything that a deployment wrote to the ledger', () => {
  it('is explained by facts about organisations, to the last byte', async () => {
    const { kid } = place.authority('calderwick').keys.status
    const vct = `${founded.network.typesUrl}/residency/1`
    await command('remove-key', 'calderwick', '--key', kid, '--yes')
    await command('rotate', 'aldermoor', '--role', 'credential', '--yes')
    await command('withdraw', 'dunmere', '--to', 'request', '--type', vct, '--yes', '--as', 'aldermoor')
    await desk.signAndExecute(desk.turnOf(), ['brackenfield', 'elmsworth'])
    await command('leave', 'elmsworth', '--yes', '--as', 'aldermoor')
    await desk.signAndExecute(desk.turnOf(), ['brackenfield', 'calderwick'])
    await command('leave', 'elmsworth', '--yes')
    await place.close()
    await open()

    const proof = await prove()
    expect(conclusionOf(proof)).toMatchObject({ holds: true })
    expect(conclusionOf(proof).words).toMatch(/^All \d+ bytes of the \d+ transactions of this deployment in blocks 0 to \d+ are facts about organisations/)
    const lines = linesOfWrites(proof, true).join('\n')
    for (const words of ['removes the status key of calderwick', 'publishes the credential key of aldermoor', 'withdraws from dunmere: request residency/1', 'lets elmsworth govern no more', 'takes elmsworth off the list', 'gives its identity up', 'anchors its log up to entry', 'by authority:calderwick']) expect(lines).toContain(words)
    expect(tableOf(proof).join('\n')).not.toContain('UNEXPLAINED')
  })

  it('is named when something else was written, by whatever way', async () => {
    expect(conclusionOf(await prove())).toMatchObject({ holds: true })
    const { registry } = founded.network.ledger
    const own = place.network.governance?.gasAccount ?? ''
    const anchor = (name: string, value: string): string => callDataOf(own, { method: 'setAttribute', name, value, validity: 3600 })
    const sound = anchor(attributeNameOf(anchorNames.auditHead), anchorValue({ number: 1, hash: Buffer.alloc(32, 1) }))
    const vct = 'https://types.example/residency/1'
    const written: readonly (readonly [string, string | null, string])[] = [
      ['an attribute that we never write: resident', registry, anchor(encodeBytes32String('resident'), `0x${Buffer.from('AL-0001').toString('hex')}`)],
      ['an attribute or delegate whose name is no text', registry, anchor(`0x${'ab'.repeat(32)}`, '0x01')],
      ['neither the head of a whole log', registry, sound],
      ['an anchor that is no digest with a number', registry, anchor(attributeNameOf(anchorNames.statusLists), '0x0102')],
      ['bytes that belong to no parameter', registry, concat([sound, '0x00c0ffee'])],
      ['a validity that is no time', registry, callDataOf(own, { method: 'setAttribute', name: attributeNameOf(anchorNames.auditHead), value: '0x', validity: 4_000_000_000 })],
      ['a delegate of a type that we never write', registry, callDataOf(own, { method: 'addDelegate', type: accreditationType('issue', vct), delegate: own, validity: 60 })],
      ['a public key that nobody has in custody', registry, anchor(encodeBytes32String('did/pub/JsonWebKey2020/veriKey'), `0x${'02'.repeat(33)}`)],
      ['a service address that is not the authority\'s', registry, anchor(encodeBytes32String('did/svc/Citizen'), `0x${Buffer.from('https://citizen.example').toString('hex')}`)],
      ['a call of a function that we never call', registry, new Interface(['function validDelegate(address identity, bytes32 delegateType, address delegate)']).encodeFunctionData('validDelegate', [own, `0x${'00'.repeat(32)}`, own])],
      ['a contract that is none of the published ones', null, '0x600a600c600039600a6000f3602a60005260206000f3'],
      ['a call of a contract that is not ours', '0x00000000000000000000000000000000000000aa', '0x01'],
    ]
    const hashes: string[] = []
    for (const [, to, data] of written) hashes.push(await writeAside(to, data))
    const proof = await prove()
    const { holds, words } = conclusionOf(proof)
    expect(holds).toBe(false)
    for (const [index, [why]] of written.entries()) expect(words).toMatch(new RegExp(`${hashes[index]} in block \\d+: .*${why.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
    expect(proof.writes.filter(({ why }) => why !== null)).toHaveLength(written.length)
  })

  it('is not proved when it was never asked for, when the audit log is silent, or when a block is left out', async () => {
    await place.close()
    const before = (await prove()).writes.filter(({ why }) => why !== null).length
    const [accredited] = (await prove()).writes.filter(({ write }) => write?.kind === 'signing key')
    const key = accredited?.told?.key ?? ''
    await tamper(join(founded.folder, 'authorities', 'outbox.sqlite'), `UPDATE audit_entries SET event = 'ledger.other' WHERE object = '${key}' AND event = 'ledger.queued'`)
    const silent = await prove()
    expect(silent.writes.filter(({ why }) => why !== null)).toHaveLength(before + 1)
    expect(conclusionOf(silent).words).toContain(`the audit log does not tell of it, though an outbox has it as ${key}`)
    await tamper(join(founded.folder, 'authorities', 'outbox.sqlite'), `DELETE FROM ledger_attempts WHERE hash = '${accredited?.name}'`)
    expect(conclusionOf(await prove()).words).toContain('no outbox has it: nobody asked for it')
    expect(conclusionOf(await prove(5)).words).toMatch(/\d+ transactions of 0x[0-9a-f]{40} \(consortium\) were not found in these blocks/)
    await open()
  })
})
