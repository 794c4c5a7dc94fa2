import type { Messages } from '../en.ts';
import type { Formats } from '../formats.ts';

export const people = (f: Formats): Messages['people'] => ({
  title: 'Personnes',
  you: 'vous',
  missing: 'Qui y a part n’a pu être listé.',
  outOfReach: (facility) => `Qui y a part se sait à ${facility}, qui ne répond pas à présent.`,
  alone: 'Personne d’autre n’y a part. Qui vous invitez paraît sur cette page, en direct.',
  since: (at) => `depuis ${f.stamp(at)}`,
  here: 'ici',
  away: 'pas ici',
  hasControl: 'a le clavier et la souris',
  roles: { owner: 'propriétaire', collaborator: 'collaborateur', viewer: 'spectateur', support: 'assistance' },
  roleOf: (name) => `Rôle de ${name}`,
  means: {
    viewer: (owner) =>
      owner
        ? `Voit le bureau de ${owner} ; clavier et souris n’y font rien.`
        : 'Voit votre bureau ; clavier et souris n’y font rien.',
    collaborator: (owner) =>
      owner
        ? `Tape, clique et ouvre des carnets : agit avec le compte et les fichiers de ${owner}.`
        : 'Tape, clique et ouvre des carnets : agit avec votre compte et vos fichiers.',
  },
  changed: (name, role) => `${name} est maintenant ${role}`,
  remove: 'Retirer…',
  removeName: (name) => `Retirer ${name}`,
  removeWhat: (name) =>
    `Ce que ${name} a ouvert ici se ferme aussitôt. Pour revenir, il faut à ${name} une nouvelle invitation.`,
  removed: (name) => `${name} n’y a plus part`,
  keep: (name) => `Garder ${name}`,
  leave: 'Partir…',
  leaveName: (name) => `Quitter ${name}`,
  leaveWhat: (owner) =>
    `Ce que vous avez ouvert ici se ferme. Pour revenir, il vous faut une nouvelle invitation de ${owner}.`,
  stay: 'Rester',
  left: (name) => `Vous avez quitté ${name}`,
  whileAway: 'En votre absence',
  awayIs: { close: 'Fermée', watch: 'À regarder', allow: 'Tout continue' },
  awayMeans: {
    close: 'Personne d’autre n’entre, et ce qui est ouvert se ferme une minute après votre départ.',
    watch: 'Tous les autres peuvent regarder le bureau ; clavier et souris n’y font rien avant votre retour.',
    allow: 'Les collaborateurs continuent comme en votre présence, avec votre compte et vos fichiers.',
  },
  awayTold: {
    close: (owner) => `En l’absence de ${owner}, elle est fermée à tous les autres.`,
    watch: (owner) => `En l’absence de ${owner}, tous les autres peuvent regarder le bureau.`,
    allow: (owner) => `En l’absence de ${owner}, tout continue.`,
  },
  awayChanged: (is) => `En votre absence : ${is}`,
  ownerAway: (owner) => `${owner} n’est pas là, elle est donc fermée aux autres.`,
  ownerAwayNow: 'Ouvrez-la à son retour ; cette page suit ce qu’il en est. Ou demandez à continuer sans.',
  ownerAwayWatch: (owner) => `${owner} n’est pas là ; d’ici là, les autres regardent le bureau, sans plus.`,
  opensWhenBack: 's’ouvre quand son propriétaire est là',
  invite: 'Inviter',
  inviteTo: (name) => `Inviter dans ${name}`,
  as: 'Comme',
  note: 'Un mot avec',
  noteExample: 'Peux-tu regarder le masque ?',
  makeLink: 'Créer le lien',
  cancel: 'Annuler',
  link: 'Lien',
  linkMade: (role) => `Un lien pour une personne, comme ${role}`,
  linkOnce: (until) =>
    `Ne l’envoyez qu’à cette personne : il laisse entrer qui l’ouvre en premier. Valable jusqu’au ${f.deadline(until)}, et montré maintenant seulement.`,
  copy: 'Copier le lien',
  copied: 'Copié',
  copyYourself: 'Ce navigateur ne copie pas de lui-même. Le lien est sélectionné : copiez-le maintenant.',
  done: 'C’est fait',
  invitations: 'Invitations envoyées',
  invited: (role) => `Invitation comme ${role}`,
  until: (at) => `ouverte jusqu’au ${f.deadline(at)}`,
  invitationIs: {
    accepted: (name) => `acceptée par ${name}`,
    declined: (name) => `déclinée par ${name}`,
    revoked: () => 'retirée',
    expired: () => 'sans réponse, et finie',
  },
  somebody: 'quelqu’un',
  answered: (count) => `${f.number(count)} ${f.plural(count, { one: 'qui est finie', other: 'qui sont finies' })}`,
  revoke: 'La retirer',
  revokeNamed: (role, until) => `Retirer l’invitation comme ${role} jusqu’au ${f.deadline(until)}`,
  revoked: 'L’invitation est retirée ; son lien n’ouvre rien',
  shared: (owner, role) => `À ${owner}, ${role}`,
  yourRole: {
    collaborator: 'vous collaborez',
    viewer: 'vous regardez',
    support: 'vous assistez',
  },
});

export const join = (f: Formats): Messages['join'] => ({
  title: 'On vous invite',
  at: (facility) => `On vous invite à travailler dans une instance à ${facility}.`,
  signInFirst:
    'Connectez-vous, et vous verrez qui vous invite et à quoi. Rien n’est accepté par là, et le lien attend ici entre-temps.',
  who: (owner, name) => `${owner} vous invite dans ${name}`,
  as: 'Vous y seriez',
  opens: 'S’ouvre pour vous',
  note: (owner) => `${owner} écrit`,
  until: 'Répondre avant',
  deadline: (at) => f.deadline(at),
  from: (owner, organisation) => `${owner} : ${organisation}`,
  means: {
    viewer: (owner) => `Vous voyez le bureau de ${owner}. Votre clavier et votre souris n’y font rien.`,
    collaborator: (owner) =>
      `Vous tapez, cliquez et ouvrez des carnets comme ${owner} : avec son compte et ses fichiers. Ce que vous y faites compte comme fait par ${owner}.`,
  },
  seen: 'Tous ceux qui y ont part voient votre nom.',
  account: (name) =>
    `Vous répondez comme ${name}. Si ce compte est à quelqu’un d’autre, déconnectez-vous et rouvrez le lien : il ne sert pas avant que vous acceptiez.`,
  accept: 'Accepter',
  decline: 'Décliner',
  declined: 'Vous avez décliné',
  declinedWhat: (owner) => `${owner} le voit. Le lien n’ouvre plus rien.`,
  missing: 'L’invitation n’a pu être montrée.',
  stillThere: 'L’invitation reste telle quelle.',
  refused: 'Cette invitation ne peut être acceptée',
  over: 'Cette invitation est finie',
  wasIt: 'Si c’est vous qui l’avez acceptée, elle est dans la liste de vos instances.',
  yours: 'Vous y êtes déjà',
  askFacility: (facility) => `Écrire à ${facility}`,
  howToGet: 'Comment avoir un compte',
  none: 'Il n’y a pas d’invitation ici',
  noneWhat:
    'Son lien n’est pas entier, ou a déjà eu sa réponse. Rouvrez-le tel qu’il vous a été envoyé, jusqu’au dernier caractère.',
});
