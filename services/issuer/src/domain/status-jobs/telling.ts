import { messageChannels, type MessageChannel } from '../notify/message.ts'

/** How those whom a change is about are told of it. */
export type Telling = 'none' | MessageChannel

/** What can be chosen, by the ways in which an authority can write. */
export const openTellings = (channels: ReadonlySet<MessageChannel>): readonly Telling[] => ['none', ...messageChannels.filter((channel) => channels.has(channel))]

/** What became of telling somebody: it was handed to the notifier, the record has no address for it, or nobody any more (or they had their data erased), or it was no longer so. */
export type Told = 'asked' | 'unreachable' | 'gone' | 'overtaken'
