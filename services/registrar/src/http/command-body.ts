import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import type { AccreditationKind } from '@counterfoil/shared/trust/trust'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { noonOf, type Command } from '../command.ts'
import type { RotationRules } from '../config.ts'

/** A command as its schema let it through. */
export interface CommandBody {
  readonly command: string
  readonly authority?: string
  readonly to?: AccreditationKind
  readonly for?: string
  readonly type?: string
  readonly until?: string
  readonly role?: JoseRole
  readonly key?: string
  readonly overlap?: number
  readonly take_over?: string
  readonly from?: string
  readonly letter?: string
  readonly name?: Bilingual
  readonly issuer?: string
  readonly verifier?: string
  readonly governs?: boolean
}

/** Refuses `invalid_request` for a day that is none. */
export function commandFrom(body: CommandBody, rules: RotationRules): Command {
  const until = body.until === undefined ? 0 : noonOf(body.until)
  if (Number.isNaN(until)) throw new Refusal('invalid_request', { detail: 'until' })
  return {
    command: body.command === 'rotate-due' ? 'rotate' : body.command,
    due: body.command === 'rotate-due',
    subject: body.authority ?? '',
    kind: body.to ?? 'issue',
    vct: body.type ?? '',
    listsOf: body.for ?? '',
    until,
    role: body.role ?? 'credential',
    kid: body.key ?? null,
    takeOver: body.take_over ?? null,
    from: body.from ?? null,
    age: rules.age,
    overlap: body.overlap === undefined ? rules.overlap : seconds(body.overlap),
    joining: { letter: body.letter ?? null, name: body.name ?? null, issuerUrl: body.issuer ?? null, verifierUrl: body.verifier ?? null, governs: body.governs ?? false },
  }
}
