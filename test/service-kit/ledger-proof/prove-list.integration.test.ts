import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { readListFacts } from '@counterfoil/service-kit/ledger-proof/list-facts'
import type { Proof } from '@counterfoil/service-kit/ledger-proof/proof'
import { proveList } from '@counterfoil/service-kit/ledger-proof/prove-list'
import { conclusionOf, linesOfWrites, tableOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { anchoringKeysIn, anchorsFile } from '@counterfoil/service-kit/signed-list/anchor-folder'
import { entriesFile } from '@counterfoil/service-kit/signed-list/list-folder'
import { entryText, signProposal } from '@counterfoil/service-kit/signed-list/list-proposal'
import { nextEntry } from '@counterfoil/registrar/signed-list/list-writes'
import { signerFor } from '@counterfoil/registrar/signed-list/list-controllers'
import { isListNetwork } from '@counterfoil/shared/network/network'
import { tamper } from '../../invariants/tampering.ts'
import { openListDesk } from '../../registrar/list-desk.ts'
import { foundOnList } from '../../support/founded-network.ts'
import { root } from '../../support/source-files.ts'

let founded: Awaited<ReturnType<typeof foundOnList>>
beforeAll(async () => {
  founded = await foundOnList(7900)
  const desk = await openListDesk(founded.folder)
  const vct = `${founded.network.typesUrl}/residency/1`
  await desk.command('remove-key', 'calderwick', '--key', desk.place.authority('calderwick').keys.status.kid, '--yes')
  await desk.command('rotate', 'aldermoor', '--role', 'credential', '--yes')
  await desk.command('hand-over', 'brackenfield', '--yes')
  await desk.decide(['aldermoor', 'brackenfield', 'elmsworth'], 'withdraw', 'dunmere', '--to', 'request', '--type', vct)
  await desk.command('join', 'fernhill', '--letter', 'F', '--name', 'Fernhill', '--welsh-name', 'Rhedynfryn', '--yes')
  await desk.decide(['aldermoor', 'brackenfield', 'calderwick'], 'join', 'fernhill')
  await desk.decide(['aldermoor', 'brackenfield', 'calderwick'], 'leave', 'elmsworth')
  await desk.command('leave', 'elmsworth', '--yes')
  await desk.close()
})
afterAll(() => founded.close())

async function prove(folder = founded.folder): Promise<Proof> {
  const network = readNetwork(join(folder, 'network.json'))
  if (!isListNetwork(network)) throw new Error('no list')
  const facts = await readListFacts(folder, network, [...readCatalogue().values()])
  try {
    return await proveList(facts)
  } finally {
    await facts.close()
  }
}

/** A deployment that is the same until now, and may be tampered with. */
function copied(): string {
  const copy = `${founded.folder}-copy`
  cpSync(founded.folder, copy, { recursive: true })
  onTestFinished(() => rmSync(copy, { recursive: true }))
  return copy
}

describe('everything that a deployment wrote on a list', () => {
  it('is explained by facts about organisations, to the last byte', async () => {
    const told = await promisify(execFile)(process.execPath, [join(root, 'services/issuer/src/prove-ledger.ts'), '--', '--data', founded.folder, '--anchors'])
    for (const words of ['removes the status key of calderwick', 'publishes the credential key of aldermoor', 'hands its identity to the controller key of brackenfield', 'withdraws from dunmere: request residency/1', 'lists fernhill with its name and addresses', 'takes elmsworth off the list', 'gives its identity up', 'anchors its log up to entry', '[identity.remove_key, by authority:calderwick]']) expect(told.stdout).toContain(words)
    expect(told.stdout).toMatch(/\nAll \d+ bytes of the \d+ entries, 5 DID documents and \d+ anchors of this deployment on its list are facts about organisations: nothing is written for a citizen or a credential\.\n$/)
    expect(tableOf(await prove()).join('\n')).not.toContain('UNEXPLAINED')
  })

  it.each<[string, (folder: string) => Promise<void> | void, string]>([
    ['a member beside an entry', (folder) => edit(entriesFile(join(folder, 'list')), (text) => text.replace('{"payload"', '{"resident":"AL-0001","payload"')), 'an entry with something beside what it says'],
    ['a space in an entry', (folder) => edit(entriesFile(join(folder, 'list')), (text) => text.replace('{"payload"', '{ "payload"')), 'an entry with something beside what it says'],
    ['a line that is none', (folder) => appendFileSync(entriesFile(join(folder, 'list')), 'AL-0001\n'), 'a line that is no entry'],
    ['a member beside a document', (folder) => edit(join(folder, 'list/aldermoor/did.json'), (text) => text.replace('"id"', '"alsoKnownAs": ["AL-0001"],\n  "id"')), 'a document with something beside its keys'],
    ['a member beside a key', (folder) => edit(join(folder, 'list/aldermoor/did.json'), (text) => text.replace('"alg": "ES256"', '"alg": "ES256",\n        "use": "AL-0001"')), 'a key with something beside it'],
    ['a document of nobody', (folder) => cpSync(join(folder, 'list/aldermoor'), join(folder, 'list/resident'), { recursive: true }), "a document that is no authority's"],
    ['a key that nobody has', (folder) => tamper(join(folder, 'issuer/keys.sqlite'), "DELETE FROM custody_keys WHERE role = 'credential' AND authority = 'dunmere'"), 'a public key that nobody has in custody'],
    ['a write that nobody asked for', (folder) => tamper(join(folder, 'authorities/log.sqlite'), "DELETE FROM audit_entries WHERE reason = 'identity.hand_over'"), 'no audit log has it: nobody asked for it'],
    ['a chain of anchors by nobody', (folder) => cpSync(chainFile(folder), anchorsFile(join(folder, 'list'), 'x'.repeat(43))), 'a chain of anchors by a key that the list does not name'],
    ['an anchor that was taken off', (folder) => edit(chainFile(folder), (text) => text.slice(0, text.trimEnd().lastIndexOf('\n') + 1)), 'was written, and it was not found'],
    ['an entry that was taken off', (folder) => edit(entriesFile(join(folder, 'list')), (text) => text.slice(0, text.trimEnd().lastIndexOf('\n') + 1)), 'was written, and it was not found'],
    ['an anchor of another log', (folder) => tamper(join(folder, 'authorities/log.sqlite'), "UPDATE audit_entries SET hash = x'00' WHERE number > 20"), 'neither the head of a whole log'],
  ])('is not proved with %s', async (_, change, why) => {
    const copy = copied()
    await change(copy)
    const { holds, words } = conclusionOf(await prove(copy))
    expect(holds).toBe(false)
    expect(words).toContain(why)
  })

  it('is not proved with an entry that governors signed, of something that nobody knows', async () => {
    const copy = copied()
    const desk = await openListDesk(copy)
    const list = await desk.place.entries.judged()
    let entry = nextEntry(desk.place, list, [{ kind: 'accredit', to: 'issue', type: 'AL-0001', did: desk.place.authority('aldermoor').did, until: 2_000_000_000 }], '')
    for (const id of ['aldermoor', 'brackenfield', 'calderwick']) entry = await signProposal(entry, await signerFor(desk.place, list.state, desk.place.authority(id)))
    await desk.place.entries.append(entryText(entry))
    await desk.close()
    const proof = await prove(copy)
    expect(conclusionOf(proof).words).toContain('an accreditation for a type that there is not: AL-0001')
    expect(linesOfWrites(proof, false).join('\n')).toContain('UNEXPLAINED')
  })
})

function edit(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error('Nothing was changed.')
  writeFileSync(file, changed)
}

/** The one chain that there is so far: of the consortium's log. */
function chainFile(folder: string): string {
  const list = join(folder, 'list')
  const [key = ''] = anchoringKeysIn(list)
  return anchorsFile(list, key)
}
