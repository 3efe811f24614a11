export { SessionBanner } from './session-banner.tsx'
export { SessionFinished } from './session-finished.tsx'
export { SessionStart } from './session-start.tsx'
