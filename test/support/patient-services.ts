// Loaded into services before they start: a busy machine is no attack, and the wrong codes of one test aren't another's.
process.env['OVERLOAD_DELAY_MS'] = '0'
process.env['MISSES_PER_MINUTE'] = '0'
