import type { Invariant } from './invariant.ts'
import { everyChangeIsTold } from './invariants/audit.ts'
import { claimsAreNowhere } from './invariants/claims-nowhere.ts'
import { auditIsChained } from './invariants/audit-chain.ts'
import { nothingRevives } from './invariants/clock.ts'
import { acknowledgedIsDurable } from './invariants/durable.ts'
import { draftsEndInTime, resultsEndInTime } from './invariants/erased-in-time.ts'
import { validMeansChecked } from './invariants/fully-checked.ts'
import { redeemedOnce, repeatIsTheSame } from './invariants/issued-once.ts'
import { noncesHaveNoGap } from './invariants/ledger-nonces.ts'
import { revokedHasNoHeir } from './invariants/no-heirs.ts'
import { restoreReopensNothing } from './invariants/not-yet.ts'
import { globalsStay, nothingEndsUnplanned } from './invariants/processes.ts'
import { othersReadValid, publishedAsStored, revokedStaysRevoked } from './invariants/published-status.ts'
import { noPlaceTwice, onePlaceEach } from './invariants/status-places.ts'
import { ownTenantOnly } from './invariants/tenants.ts'
import { valuesUsedOnce } from './invariants/used-once.ts'

/** Every invariant, in the order of their numbers. */
export const invariants: readonly Invariant[] = [
  redeemedOnce,
  onePlaceEach,
  repeatIsTheSame,
  noPlaceTwice,
  revokedStaysRevoked,
  revokedHasNoHeir,
  publishedAsStored,
  othersReadValid,
  claimsAreNowhere,
  draftsEndInTime,
  noncesHaveNoGap,
  auditIsChained,
  everyChangeIsTold,
  ownTenantOnly,
  validMeansChecked,
  valuesUsedOnce,
  resultsEndInTime,
  nothingEndsUnplanned,
  globalsStay,
  acknowledgedIsDurable,
  restoreReopensNothing,
  nothingRevives,
]
