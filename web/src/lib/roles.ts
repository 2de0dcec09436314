// Roles of marked words: a letter each, so that colour is not all that tells them apart.

import type { Role } from './spans';

export const ROLES: Record<Role, { letter: string; name: string }> = {
  actor: { letter: 'A', name: 'actor' },
  trigger: { letter: 'T', name: 'trigger' },
  recipient: { letter: 'R', name: 'recipient' },
  place: { letter: 'P', name: 'place' },
  date: { letter: 'D', name: 'date' },
  reporter: { letter: 'S', name: 'who says so' },
  object: { letter: 'O', name: 'object' },
};
