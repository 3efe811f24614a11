import { createFetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import type { Database } from '@counterfoil/service-kit/persistence/database'
import { startSweep } from '@counterfoil/service-kit/persistence/sweep'
import type { Logger } from '@counterfoil/service-kit/system/logger'
import { inTurns } from '@counterfoil/service-kit/webhooks/in-turns'
import { seconds, type EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import { govukNotify } from './adapters/notify/govuk-notify.ts'
import { localPost, type LocalPost } from './adapters/notify/local-post.ts'
import { messageSeals } from './adapters/notify/message-seals.ts'
import { outgoingMessagesTable } from './adapters/notify/outgoing-messages-table.ts'
import { personLanguagesTable } from './adapters/notify/person-languages-table.ts'
import type { Authority } from './domain/authority.ts'
import type { NotifyConfig } from './notify-config.ts'
import { writeMessage } from './pages/notify/message-text.ts'
import type { CarrierOf, MessageSeals, Notifier, Outbox, PersonLanguages } from './ports/notifier.ts'
import { handOverOffer } from './use-cases/issue-one/hand-over-offer.ts'
import { makeCredentialOffer } from './use-cases/make-credential-offer.ts'
import { deliverMessages } from './use-cases/notify/deliver-messages.ts'
import { staffMessages } from './use-cases/notify/staff-messages.ts'
import type { StaffCases } from './use-cases/staff-cases.ts'

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly authorities: ReadonlyMap<string, Authority>
}

interface Config {
  readonly serviceSecret: string
  readonly notify?: NotifyConfig
  readonly privateHosts?: readonly string[]
}

/** What writes to people. */
export interface Notifying {
  readonly notifier: Notifier
  readonly outbox: Outbox
  readonly seals: MessageSeals
  readonly languages: PersonLanguages
  /** Null where nobody's post stays on this machine. */
  readonly post: LocalPost | null
  /** Hands over what is due, now. */
  readonly deliver: () => Promise<void>
  readonly sweep: (now: EpochSeconds) => Promise<void>
  /** From here on it looks each second, and when something was asked. */
  start(): { stop(): Promise<void> }
}

const nobody: NotifyConfig = { accounts: new Map(), localPost: false }
const noChannels: ReadonlySet<never> = new Set()

export function assembleNotify({ serviceSecret, notify = nobody, privateHosts = [] }: Config, parts: Parts): Notifying {
  const { clock, random, logger, authorities } = parts
  const seals = messageSeals(serviceSecret)
  const outbox = outgoingMessagesTable(parts.database)
  const languages = personLanguagesTable(parts.database)
  const post = notify.localPost ? localPost() : null
  const carrierOf = carriers(notify, post, { ...parts, privateHosts })
  let isStopping = false
  const deliverTo = deliverMessages({
    clock,
    outbox,
    seals,
    write: writeMessage,
    chance: () => (random.bytes(1)[0] ?? 0) / 255,
    onFailed: ({ error, ...failure }) => logger.warn(error === null ? failure : { ...failure, err: error }, failure.isGivenUp ? 'a message is given up' : 'a message waits'),
    isStopping: () => isStopping,
  })
  const turns = new Map<string, () => Promise<void>>()
  const turnOf = (authority: Authority): (() => Promise<void>) => {
    const carrier = carrierOf(authority.id)
    const turn = turns.get(authority.id) ?? inTurns(async () => (carrier === null ? undefined : deliverTo(authority, carrier)))
    turns.set(authority.id, turn)
    return turn
  }
  const deliver = async (): Promise<void> => {
    // Each authority has turns of its own: an account that is slow holds up no other's.
    await Promise.all([...authorities.values()].filter(({ id }) => carrierOf(id) !== null).map((authority) => turnOf(authority)()))
  }
  const wake = (): void => {
    if (!isStopping) deliver().catch((error: unknown) => logger.error({ err: error }, 'messages failed'))
  }
  return {
    outbox,
    seals,
    languages,
    post,
    deliver,
    sweep: async (now) => {
      await outbox.sweep(now)
      await languages.sweep(now)
    },
    notifier: {
      channelsOf: (authority) => carrierOf(authority)?.channels ?? noChannels,
      seal: (message) => seals.seal(message),
      wake,
      send: async (message) => {
        await outbox.put([seals.seal(message)], clock.now())
        wake()
      },
    },
    start: () => {
      const looking = startSweep(seconds(1), deliver, logger)
      return {
        stop: async () => {
          isStopping = true
          looking.stop()
          await Promise.allSettled([...turns.values()].map((turn) => turn()))
        },
      }
    },
  }
}

interface StaffParts extends Pick<Parts, 'clock'>, Omit<Parameters<typeof makeCredentialOffer>[0], 'walletUrl'> {
  readonly notifying: Notifying
}

/** What staff's pages ask of it. */
export function staffNotifying({ walletUrl }: { readonly walletUrl: string }, { notifying, ...parts }: StaffParts, cases: StaffCases) {
  const make = makeCredentialOffer({ ...parts, walletUrl })
  return {
    makeCredentialOffer: make,
    notifier: notifying.notifier,
    languages: notifying.languages,
    handOverOffer: handOverOffer({ ...notifying, clock: parts.clock, makeCredentialOffer: make }),
    messages: staffMessages({ ...notifying, clock: parts.clock, write: writeMessage, cases }),
  }
}

/** An account at GOV.UK Notify; else the letter boxes of this machine, where there are any. */
function carriers({ accounts }: NotifyConfig, post: LocalPost | null, { clock, logger, privateHosts }: Pick<Parts, 'clock' | 'logger'> & { readonly privateHosts: readonly string[] }): CarrierOf {
  const fetchOutside = createFetchOutside({ privateHosts })
  const onRefused = (refusal: { readonly status: number; readonly error: string }): void => logger.warn(refusal, 'GOV.UK Notify said no')
  const made = new Map([...accounts].map(([authority, account]) => [authority, govukNotify(account, { fetchOutside, clock, onRefused })]))
  return (authority) => made.get(authority) ?? post?.carrier ?? null
}
