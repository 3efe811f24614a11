/** The audit log of what the consortium and its authorities write from one place. */
export const consortiumLog = 'consortium'
