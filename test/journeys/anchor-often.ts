// Loaded into services before they start: no journey can wait as long for an anchor as a council may.
process.env['ANCHOR_SECONDS'] = '20'
// Nor for a tick: a journey looks at once whether a revocation is there.
process.env['STATUS_CLOCK_SECONDS'] = '0'
// Nor would a run of some tens of rows be seen to run.
process.env['BULK_ROWS_PER_SECOND'] = '5'
