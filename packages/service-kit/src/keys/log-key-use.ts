import type { Logger } from '../system/logger.ts'
import type { KeyEventKind, KeyUseObserver } from './key-use.ts'

const alarms: readonly KeyEventKind[] = ['refused', 'unavailable', 'misconfigured', 'unusual_rate']

/** Logs what happens to keys: by their names, never with any part of them. */
export const logKeyUse = (logger: Logger): KeyUseObserver => ({
  note: ({ kind, key, detail }) => {
    const fields = { event: kind, key: key.id, role: key.role, authority: key.authority, detail }
    if (alarms.includes(kind)) logger.warn(fields, 'key')
    // The same at every start.
    else if (kind === 'unwrapped') logger.debug(fields, 'key')
    else logger.info(fields, 'key')
  },
})
