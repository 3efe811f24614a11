/** Something outside hinders the start; the message is the one sentence that the person reads. */
export class CannotStart extends Error {}
