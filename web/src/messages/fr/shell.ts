import type { Messages } from '../en.ts';

export const shell: Messages['shell'] = {
  skip: 'Aller au contenu',
  places: 'Lieux',
  home: 'Accueil',
  instances: 'Instances',
  facilities: 'Centres',
  help: 'Aide',
  legal: 'Conditions d’utilisation',
  privacy: 'Vie privée',
  back: (place) => `Retour : ${place}`,
  account: (name) => `${name}, compte`,
  scheme: { label: 'Couleurs', auto: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  language: 'Langue',
  languageName: 'Français',
  action: 'Action principale',
  signOut: 'Se déconnecter',
};

export const login: Messages['login'] = {
  signIn: 'Se connecter',
  again: 'Se reconnecter',
  needed: 'Connectez-vous pour continuer',
  comeBack: 'Cette page parle de vous : elle doit savoir qui vous êtes. Vous y reviendrez telle quelle.',
  over: 'Votre session est finie.',
  stays: 'Cette page reste telle quelle, et ce qui tourne continue.',
  unknown: 'Pas joint',
  unknownWhy: 'Impossible de savoir si vous êtes connecté.',
  out: 'Vous êtes déconnecté',
  outGoesOn: 'Ce que cette session avait ouvert est fermé. Vos instances continuent, vos fichiers restent.',
  inAgain: 'Vous êtes connecté',
  inAgainSentence: 'Quelqu’un s’est reconnecté dans ce navigateur.',
  failed: 'Vous n’êtes pas connecté',
  failedSentence:
    'La connexion n’est pas allée à son terme : refusée ou abandonnée là où vous vous connectiez, ou restée plus de dix minutes.',
  beginAgain: 'Recommencer',
  step: 'étape',
};

export const notFound: Messages['notFound'] = {
  title: 'Cette page n’existe pas',
  sentence: 'L’adresse est peut-être mal écrite, ou ce qu’elle montrait n’est plus là.',
  home: 'Accueil',
  instances: 'Vos instances',
};

export const broken: Messages['broken'] = {
  title: 'Cette page s’est arrêtée',
  sentence:
    'Quelque chose a échoué dans la page même. Ce qui tourne continue. Rechargez la page ; si elle s’arrête encore, donnez aux opérateurs la trace ci-dessous.',
  again: 'Recharger la page',
};

export const open: Messages['open'] = {
  title: 'Rouvrir',
  ended: 'Votre accès a pris fin, ou n’a pas commencé dans ce navigateur. Ce qui y tourne continue.',
  notNow: 'Impossible de l’ouvrir pour l’instant. Cette page suit son état.',
  again: 'Rouvrir',
  interfaceOf: (title, name) => `${title} de ${name}`,
  details: (name) => `Plus sur ${name}`,
};
