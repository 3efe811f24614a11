const both = (en: string, cy: string) => ({ en, cy })
const claim = (id: string, path: readonly string[], purpose: { readonly en: string; readonly cy: string }) => ({ id, path, need: 'required', purpose })
const toAddress = both('To address you', 'I’ch cyfarch')
const entitled = both('To see until when you are entitled', 'I weld tan pryd y mae gennych hawl')

/** A form that a lower Council Tax or free school meals entitle to: one of them, or one for each of up to three children. As its file would have it. */
export const uniformGrant = {
  id: 'school-uniform-grant',
  version: 1,
  title: both('Apply for a school uniform grant', 'Gwneud cais am grant gwisg ysgol'),
  purpose: both('To fill in your name, and to show what entitles you to the grant', 'I lenwi eich enw, a dangos beth sy’n rhoi hawl i chi i’r grant'),
  lawfulBasis: both('Public task: Education Act 1996, section 518', 'Tasg gyhoeddus: Deddf Addysg 1996, adran 518'),
  retention: both('For 1 year', 'Am 1 flwyddyn'),
  contact: 'data-protection@{authority}.example',
  credential: { id: 'reduction', type: 'council-tax-reduction', version: 1 },
  claims: [claim('reduction_given', ['given_name'], toAddress), claim('reduction_family', ['family_name'], toAddress), claim('reduction_until', ['award_ends_on'], entitled)],
  further: [
    {
      credential: { id: 'meals', type: 'free-school-meals', version: 1, most: 3 },
      need: 'choice',
      claims: [claim('meals_given', ['given_name'], toAddress), claim('meals_family', ['family_name'], toAddress), claim('child_given', ['child', 'given_name'], both('To know for which child', 'I wybod ar gyfer pa blentyn')), claim('meals_until', ['eligible_until'], entitled)],
    },
  ],
  choices: [{ options: [['reduction'], ['meals']], need: 'required' }],
  fields: [
    { name: 'first_name', from: 'reduction_given' },
    { name: 'first_name', from: 'meals_given' },
    { name: 'last_name', from: 'reduction_family' },
    { name: 'last_name', from: 'meals_family' },
    { name: 'entitled_until', from: 'reduction_until' },
    { name: 'child_{n}_first_name', from: 'child_given' },
    { name: 'child_{n}_until', from: 'meals_until' },
  ],
  returnPaths: ['/{authority}/school-uniform-grant'],
  crossDevice: { allowed: true, reason: both('Schools help to apply on their own computers', 'Mae ysgolion yn helpu i wneud cais ar eu cyfrifiaduron eu hunain') },
}
