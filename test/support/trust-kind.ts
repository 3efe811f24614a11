/**
 * Whether this run of the tests is about a network that trusts by a signed list instead of a ledger. The project
 * `signed-list` sets it, and runs the files that touch trust a second time.
 */
export const onSignedList = process.env['COUNTERFOIL_TRUST'] === 'signed-list'
