import type { Messages } from '../en.ts';
import type { Formats } from '../formats.ts';

export const home: Messages['home'] = {
  title: 'Accueil',
  also: 'Aussi à vous',
  shared: 'Partagées avec moi',
  all: 'Toutes, terminées comprises',
  missing: 'Vos instances n’ont pu être listées.',
  notListed: (facility) => `Vos instances à ${facility} n’ont pu être listées.`,
  othersComplete: 'Les autres sont complètes.',
  announces: (facility) => `${facility} :`,
  gotIt: 'Compris',
  why: 'Voir pourquoi',
  whyName: (name) => `Voir pourquoi, ${name}`,
};

export const empty: Messages['empty'] = {
  title: (name) => (name ? `Bienvenue, ${name}. Commencez par vos données.` : 'Commencez par vos données.'),
  sentence:
    'Une instance est un ordinateur dans un centre, où vos données et les logiciels sont déjà. Choisissez les données, la page trouve une place libre.',
  byTeams: 'Mesuré par vos équipes',
  open: 'Ouvert à tous',
  none: (text) =>
    text ? `Aucun jeu de données n’a « ${text} ».` : 'Aucun centre ne liste de données que vous puissiez ouvrir.',
  around: 'Ou regardez d’abord',
  withoutData: 'Un bureau ou un carnet prêt, sans données',
  withoutDataWhere: 'Choisissez un environnement, et voyez où il est libre',
  facilities: 'Les centres',
  facilitiesWhat: 'Ce que chacun offre, et comment il va',
  steps: 'Ce qui suit quand vous pressez Analyser',
  fourSteps: [
    { title: 'Où', text: 'Vous voyez chaque centre qui peut ouvrir les données, et le temps qu’il faudrait.' },
    { title: 'Les données', text: 'Rien ne bouge : elles sont lues là où elles sont, sans pouvoir être changées.' },
    { title: 'Le départ', text: 'Un bureau et un carnet arrivent, avec les logiciels que vous avez choisis.' },
    {
      title: 'Le travail',
      text: 'Fermez le navigateur quand vous voulez : elle continue. À la fin votre dossier reste.',
    },
  ],
};

export const data = (f: Formats): Messages['data'] => ({
  size: ({ files, bytes }) =>
    `${f.number(files)} ${f.plural(files, { one: 'fichier', other: 'fichiers' })}, ${f.bytes(bytes)}`,
  analyse: 'Analyser',
  search: 'Chercher des données',
  searchNow: 'Chercher',
  searchExample: 'Échantillon, technique…',
  missing: 'Les données n’ont pu être listées.',
  without: (facilities) =>
    `${f.list(facilities)} ne ${f.plural(facilities.length, { one: 'répond', other: 'répondent' })} pas : leurs données manquent ici.`,
});

export const welcome = (f: Formats): Messages['welcome'] => ({
  title: 'Bienvenue',
  sentence:
    'Choisissez des données mesurées dans n’importe quel centre, et travaillez-y ici même, dans votre navigateur.',
  withWhat: 'une fois, pour tous les centres',
  openData: 'Données ouvertes',
  noOpenData: 'Aucun centre ne liste de données ouvertes pour l’instant.',
  facilitiesNow: 'Les centres à présent',
  keepsItsOwn: 'Chaque centre garde ses données, ses ordinateurs et ses règles. Ce portail les réunit.',
  missingSince: (since) => `depuis ${f.moment(since)} ; ses données manquent ici`,
  states: { working: 'marche', part: 'en partie', down: 'en panne', silent: 'pas de réponse', asking: 'on demande' },
  joined: (count) => `${f.number(count)} ${f.plural(count, { one: 'centre', other: 'centres' })}, une connexion`,
});

export const facilities = (f: Formats): Messages['facilities'] => ({
  asking: 'On demande à chacun…',
  sentence: (all, working, part, silent) => {
    if (working === all) return all === 1 ? 'Le centre marche.' : `Les ${f.number(all)} centres marchent.`;
    const parts = [
      `${f.number(working)} centres sur ${f.number(all)} ${f.plural(working, { one: 'marche', other: 'marchent' })}`,
      ...(part ? [`${f.number(part)} en partie`] : []),
      ...(silent ? [`${f.number(silent)} pas du tout`] : []),
    ];
    return `${parts.join(', ')}.`;
  },
  offers: (kind, offers) => (offers.length ? `${kind} : ${f.list(offers)}` : kind),
  capabilities: { catalogue: 'données', compute: 'calcul', storage: 'stockage', publish: 'publication' },
  states: {
    working: 'Marche',
    part: 'Marche en partie',
    down: 'En panne',
    silent: 'Pas de réponse',
    asking: 'On demande',
  },
  problems: {
    ENVIRONMENT_UNAVAILABLE: (subject) => `${subject || 'Un environnement'} ne peut être démarré pour l’instant.`,
    DATA_UNREADABLE: (subject) => `${subject || 'Des données'} : illisible pour l’instant.`,
    ENGINE_UNREACHABLE: () => 'Ses machines ne répondent pas : rien n’y démarre à présent.',
    DISK_FULL: () => 'Son disque est plein : rien n’y démarre à présent.',
  },
  now: 'À présent',
  free: 'Places libres',
  freeUnknown: 'Places libres inconnues',
  noCompute: 'Pas de calcul ici',
  nothingOffered: 'Rien ne vous est offert ici pour l’instant',
  newHere: 'Nouvelle instance ici',
  mayStillRun: 'Ce qui y tourne tourne peut-être encore ; on ne peut l’atteindre d’ici à présent. Rien n’est perdu.',
});

export const instances = (f: Formats): Messages['instances'] => ({
  state: 'État',
  groups: {
    all: 'en cours',
    ready: 'prêtes',
    starting: 'démarrent',
    stopped: 'arrêtées',
    failed: 'en échec',
    ended: 'terminées',
  },
  find: 'Nom, données, environnement…',
  everywhere: 'Tous les centres',
  noneYet: 'Vous n’avez pas encore d’instance.',
  noneYetWhat: 'Une instance est un ordinateur dans un centre, où vos données et les logiciels sont déjà.',
  none: 'Toutes vos instances sont terminées.',
  showOver: (count) => f.plural(count, { one: 'La montrer', other: `Montrer les ${f.number(count)}` }),
  noneFits: 'Aucune instance ne répond à ces conditions.',
  withoutConditions: (count) =>
    count === 0
      ? 'Sans elles, il n’y en a pas non plus en cours.'
      : `Sans elles, il y en a ${f.plural(count, { one: 'une', other: f.number(count) })} en cours.`,
  clear: 'Lever les conditions',
  columns: {
    state: 'État',
    name: 'Nom',
    facility: 'Centre',
    size: 'Taille et environnement',
    data: 'Données',
    asked: 'Demandée',
    ends: 'Fin',
  },
});

export const account = (f: Formats): Messages['account'] => ({
  title: 'Votre compte',
  noOrganisation: 'aucun organisme n’a été nommé',
  missing: 'Votre compte n’a pu être montré.',
  preferences: 'Préférences',
  logins: 'Où vous êtes connecté',
  endCloses: 'Finir une session ferme chaque bureau et carnet qu’elle a ouverts. Ce qui tourne continue.',
  everywhere: 'Se déconnecter partout',
  thisOne: 'celle-ci',
  times: (began, used, ends) =>
    `depuis ${f.moment(began)}, utilisée à ${f.moment(used)}, finit à ${f.moment(ends)} au plus tard`,
  end: 'Finir',
  ended: (browser) => `La session de ${browser} est finie`,
  claims: 'Ce que votre fournisseur d’identité dit de vous',
  asReceived:
    'Tel que reçu à votre dernière connexion. Les centres s’en servent pour décider de ce que vous pouvez y faire.',
  claimNames: {
    iss: 'Fournisseur d’identité',
    sub: 'Identifiant chez lui',
    voperson_id: 'Identifiant dans la fédération',
    name: 'Nom',
    preferred_username: 'Nom d’utilisateur',
    email: 'Adresse électronique',
    email_verified: 'Adresse électronique vérifiée',
    schac_home_organization: 'Organisme d’attache',
    eduperson_scoped_affiliation: 'Ce que vous y êtes',
    eduperson_entitlement: 'Groupes et droits',
    eduperson_assurance: 'À quel point on vous y connaît',
  },
  ignored: 'Reçu, mais pas utilisé',
  ignoredWhy: 'Personne ne s’en porte garant ici, ou c’est illisible.',
  leftOut: 'Ce qui n’atteint pas tous les centres',
  leftOutWhy:
    'Il y en a plus que n’en contient un appel. Là où cela manque, cela ne compte pas : demandez à qui gère vos groupes de vous en donner moins.',
  leftOutAt: (claim, facility) => `${claim}, non transmis à ${facility}`,
});
