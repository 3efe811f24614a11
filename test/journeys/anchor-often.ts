// Loaded into services before they start: no journey can wait as long for an anchor as a council may.
process.env['ANCHOR_SECONDS'] = '20'
// Nor for a tick: a journey looks at once whether a revocation is there.
process.env['STATUS_CLOCK_SECONDS'] = '0'
