// Loaded into the issuer before it starts: no journey can wait as long for an anchor as a council may.
process.env['ANCHOR_SECONDS'] = '20'
