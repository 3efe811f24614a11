/** Every place of a status list, whoever signs it, that a credential has: that of each counterfoil, and those of the copies that were issued with it. */
export const placesTaken = `SELECT id, status_issuer, status_list, status_index, status FROM counterfoils
  UNION ALL SELECT c.id, k.status_issuer, k.status_list, k.status_index, c.status FROM credential_copies k JOIN counterfoils c ON c.id = k.counterfoil`
