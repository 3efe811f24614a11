import { isJsonObject, type Json } from '@counterfoil/shared/kernel/json'
import { isBilingual } from './parse-held-credential.ts'
import type { Round, Turn, TurnState } from './round.ts'

const states: readonly TurnState[] = ['waiting', 'away', 'done', 'coming', 'failed', 'skipped', 'told']

/** A round as the vault kept it; an empty one for what makes no sense. */
export const parseRound = (value: Json | undefined): Round =>
  Array.isArray(value)
    ? value.flatMap((turn: Json): Turn[] => {
        const { did, name, is, state, link, why } = isJsonObject(turn) ? turn : {}
        const known = states.find((one) => one === is)
        if (typeof did !== 'string' || !isBilingual(name) || known === undefined) return []
        return [{ did, name, is: known, ...(typeof state === 'string' ? { state } : {}), ...(typeof link === 'string' ? { link } : {}), ...(typeof why === 'string' ? { why: why as NonNullable<Turn['why']> } : {}) }]
      })
    : []
