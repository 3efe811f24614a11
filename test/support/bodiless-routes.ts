/** What a council's system may do with a job by its address alone. */
export const movesOfSystems = ['pause', 'resume', 'cancel', 'links', 'codes'].map((move) => `POST /:authority/api/bulk-jobs/:job/${move}`)
