import type { Office } from '@counterfoil/registrar/office'
import type { SigningKeys } from '@counterfoil/registrar/signing-keys'
import type { HeldKey } from '@counterfoil/service-kit/authority/signing-key'
import { heldKeys } from '@counterfoil/service-kit/authority/signing-key'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import type { ListedAuthority } from '@counterfoil/shared/trust/authority-directory'
import { readArguments } from '@counterfoil/registrar/arguments'
import { describe, runCommand } from '@counterfoil/registrar/command-line'

/** What a test looks at, whatever trust rests on: read from there and not from what a command said. */
export interface Ground {
  readonly office: Office
  readonly keys: SigningKeys
  /** Names of an authority's signing keys that are published now, in the order of their publication. */
  published(id: string): Promise<readonly string[]>
  /** Until when it is accredited, in seconds since 1970; 0 for never. */
  accreditedUntil(id: string, kind: 'issue' | 'request'): Promise<number>
  /** Those who govern, by the names of their keys. */
  governors(): Promise<readonly string[]>
  listed(letter: string): Promise<ListedAuthority | null>
  /** The keys that sign for an authority: the one that does by what trust rests on, others that are not retired. */
  controllers(id: string): Promise<Controllers>
  /** Who asked for writes, and why, by the audit log or the outbox. */
  told(): Promise<readonly { readonly actor: string; readonly reason: string }[]>
}

export interface Controllers {
  readonly owner: string | null
  readonly begun: string | null
  readonly former: readonly string[]
}

/** An operator at a place: what they ask for, and what they are told. */
export function deskOn(ground: Ground, folder: string) {
  const { office, keys } = ground
  const said: string[] = []
  const command = async (...given: readonly string[]): Promise<string> => {
    await runCommand(office, readArguments([...given, '--data', folder]), (words) => said.push(words))
    return said.at(-1) ?? ''
  }
  const turnOf = (): number => Number(/Proposal (\d+)/.exec(said.at(-1) ?? '')?.[1])
  /** Signs for an authority, and answers how the proposal stands. */
  const sign = async (turn: number, as: string): Promise<string> => describe(await office.sign(turn, as))
  const execute = (turn: number): Promise<unknown> => office.execute(turn, 'operator')
  const signAndExecute = async (turn: number, authorities: readonly string[]): Promise<void> => {
    for (const authority of authorities) await sign(turn, authority)
    await execute(turn)
  }
  /** Proposes, has it signed by these, and executes it. */
  const decide = async (authorities: readonly string[], ...given: readonly string[]): Promise<void> => {
    await command(...given, '--yes')
    await signAndExecute(turnOf(), authorities)
  }
  const held = async (authority: string, role: JoseRole): Promise<readonly HeldKey[]> => heldKeys(await keys.place.signing(role), { authority, did: office.authority(authority).did, role })
  return { ...ground, said, command, turnOf, sign, execute, signAndExecute, decide, held, close: () => office.close() }
}

export type Desk = ReturnType<typeof deskOn>
