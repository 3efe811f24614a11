import { config } from 'zod/v4/core'

// The library's schemas would first try `new Function`, which the content security policy forbids and reports. This must
// be evaluated before any schema is made, so it is imported first.
config({ jitless: true })
