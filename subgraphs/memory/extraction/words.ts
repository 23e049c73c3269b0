/** What people say they are by profession ("I'm a …"): common occupations, so that "I'm a fan" is none. */
export const OCCUPATIONS = [
  'accountant', 'actor', 'actress', 'analyst', 'architect', 'artist', 'baker', 'barista', 'biologist', 'bookkeeper',
  'bricklayer', 'builder', 'butcher', 'carpenter', 'cashier', 'chef', 'chemist', 'cleaner', 'consultant', 'cook', 'counselor',
  'counsellor', 'dancer', 'dentist', 'designer', 'developer', 'doctor', 'driver', 'economist', 'editor', 'electrician',
  'engineer', 'farmer', 'firefighter', 'fisherman', 'gardener', 'hairdresser', 'historian', 'illustrator', 'investigator',
  'jeweller', 'journalist', 'judge', 'lawyer', 'lecturer', 'librarian', 'manager', 'mathematician', 'mechanic', 'midwife',
  'musician', 'nurse', 'optician', 'painter', 'paramedic', 'pharmacist', 'photographer', 'physicist', 'physiotherapist',
  'pilot', 'plumber', 'police officer', 'postman', 'professor', 'programmer', 'psychologist', 'realtor', 'receptionist',
  'researcher', 'sailor', 'salesman', 'scientist', 'secretary', 'singer', 'social worker', 'soldier', 'statistician',
  'surgeon', 'tailor', 'teacher', 'technician', 'therapist', 'translator', 'vet', 'veterinarian', 'waiter', 'waitress',
  'welder', 'writer',
] // prettier-ignore

/** Whom people speak of as theirs: family, partners and pets. */
export const RELATIVES = [
  'wife', 'husband', 'partner', 'girlfriend', 'boyfriend', 'fiancé', 'fiancée', 'mother', 'mum', 'mom', 'father', 'dad',
  'sister', 'brother', 'son', 'daughter', 'grandmother', 'grandma', 'grandfather', 'grandpa', 'granddaughter', 'grandson',
  'aunt', 'uncle', 'niece', 'nephew', 'cousin', 'friend', 'best friend', 'roommate', 'flatmate', 'boss', 'colleague',
  'neighbour', 'neighbor', 'dog', 'cat', 'puppy', 'kitten', 'horse', 'rabbit', 'parrot', 'hamster',
] // prettier-ignore
