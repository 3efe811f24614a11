import { refusalEvents } from '../ports/attention.ts'

/** As the index has them: it would not be used for values that come along, and what is told to use it and can't is a fault. */
const refused = refusalEvents.map((event) => `'${event}'`).join(', ')

/** A council's audit entries of what didn't come to be a credential in a wallet, since some time, by an index of these alone; with two values: authority, since. */
export const refusalEntries = `audit_entries INDEXED BY audit_entries_of_refusals WHERE authority = ? AND at >= ? AND event IN (${refused})`
