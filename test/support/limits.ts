import { usualLimits, type HttpLimits } from '@counterfoil/service-kit/http/limits'

/** For tests that are about something else: one caller asks more there than anybody may, on a machine that is busy. */
export const noLimits: HttpLimits = { ...usualLimits, requestsPerMinute: 0, missesPerMinute: 0, authorityRequestsPerMinute: 0, overloadDelayMs: 0 }
