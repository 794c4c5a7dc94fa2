import type { Messages } from '../en.ts';
import type { Formats } from '../formats.ts';

export const launch = (f: Formats): Messages['launch'] => ({
  title: 'Nouvelle instance',
  data: 'Données',
  add: 'Ajouter',
  closeSearch: 'Fermer la recherche',
  found: (count, text) =>
    text
      ? `${f.number(count)} ${f.plural(count, { one: 'jeu de données a', other: 'jeux de données ont' })} « ${text} ».`
      : `${f.number(count)} ${f.plural(count, { one: 'jeu', other: 'jeux' })} de données que vous pouvez ouvrir.`,
  remove: (title) => `Retirer ${title}`,
  noData: 'Sans données. Votre dossier personnel est là.',
  find: 'Trouver des données',
  yourTeamUntil: (date) => `votre équipe, jusqu’au ${f.date(date)}`,
  yourTeam: 'votre équipe',
  openToAll: 'ouvert à tous',
  environment: 'Environnement',
  findEnvironment: 'Chercher un environnement',
  whichHas: (software) => `Lequel a ${software} ?`,
  noEnvironment: (text) => `Aucun environnement n’a « ${text} ».`,
  without: (count) => `Sans cette condition, il y en a ${f.plural(count, { one: 'un', other: f.number(count) })}.`,
  showAll: 'Tout montrer',
  noneOffered: 'Aucun environnement ne vous est offert pour ces données.',
  environmentsMissing: 'La liste des environnements manque.',
  facilitiesMissing: 'La liste des centres manque.',
  proposed: 'conseillé',
  archived: 'archivé',
  madeFor: (technique) => `pour ${technique}`,
  whereOffered: (facilities) => `à ${f.list(facilities)}`,
  place: 'Où, et quelle taille',
  size: 'Taille',
  facility: 'Centre',
  yourData: 'Vos données',
  legend: { queue: 'file', start: 'départ' },
  live: (seconds) => `en direct, il y a ${f.duration(seconds)}`,
  notLive: (since) => `plus en direct depuis ${f.moment(since)}`,
  here: 'ici',
  dataHere: 'les données y sont',
  elsewhere: 'pas là',
  mayNotOpen: 'fermées pour vous',
  unknown: 'inconnu',
  freeNow: 'libre',
  about: (seconds) => `environ ${f.duration(seconds)}`,
  readyIn: (seconds) => `prête dans ${f.duration(seconds)}`,
  readyAt: (at) => `prête à ${f.time(at)}`,
  spoken: ({ facility, size, queueSeconds, waitSeconds }) =>
    [
      facility,
      size,
      queueSeconds ? `dans une file d’environ ${f.spokenDuration(queueSeconds)}` : 'libre',
      `prête dans ${f.spokenDuration(waitSeconds)}`,
    ].join(', '),
  full: 'complet',
  fullUntil: (at) => `complet, ${f.moment(at)}`,
  notOffered: 'pas offert',
  notForYou: 'pas pour vous',
  howToGet: 'Comment faire',
  howToGetProposal: 'Déposer une proposition',
  noAnswer: (since) => `Pas de réponse depuis ${f.moment(since)}.`,
  othersComplete: 'Les autres lignes sont complètes et à jour.',
  askAgain: 'Redemander',
  allFull: 'Toutes les places sont prises.',
  firstFree: (facility, at) => `La première se libère à ${facility}, ${f.moment(at)}.`,
  noPlace: 'Aucune place n’est libre à présent.',
  nowhere: 'Aucun centre ne vous offre cet environnement.',
  name: 'Nom',
  anotherName: 'Un autre nom',
  placeShort: 'Lieu',
  choosePlace: 'Choisissez un lieu',
  placeGone: 'Plus disponible. Choisissez un autre lieu.',
  placeAndSize: (facility, size) => `${facility}, ${size}`,
  summary: 'Résumé',
  ends: 'Fin',
  dayLess: 'Un jour de moins',
  dayMore: 'Un jour de plus',
  endsIn: (seconds, isMost) => {
    const days = seconds / 86_400;
    const time = Number.isInteger(days)
      ? `${f.number(days)} ${f.plural(days, { one: 'jour', other: 'jours' })}`
      : f.duration(seconds);
    return `dans ${time}${isMost ? ', le plus ici' : ''} ; prolongeable`;
  },
  network: 'Réseau',
  ruleOf: (facility) => `une règle de ${facility}`,
  seenBy: 'Vue par',
  onlyYou: 'vous seul',
  quota: 'Quota',
  ofCoresLeft: (cores, left) => `${f.number(cores)} des ${f.number(left)} cœurs qui vous restent`,
  noLimit: (cores) => `${f.number(cores)} cœurs ; sans limite pour vous ici`,
  withoutIt: (facility) => `${facility} n’offre pas cet environnement.`,
  readyInAbout: (seconds) => `Prête dans ${f.duration(seconds)} environ`,
  at: (at) => `à ${f.time(at)}`,
  start: (name) => `Démarrer ${name}`,
  startShort: 'Démarrer',
  mayClose: 'Vous pouvez fermer la page entre-temps.',
  copyLink: 'Copier le lien',
  linkCopied: 'Lien copié',
  quotaExceeded: ({ level, group, resource, max, used, held, asked }, facility, size) => {
    const amount = (value: number) => (resource.endsWith('Bytes') ? f.memory(value) : f.number(value));
    const units = { cores: ' cœurs', instances: ' instances', gpus: ' GPU', diskBytes: ' de disque' };
    const unit = units[resource as keyof typeof units] ?? ' de mémoire';
    const whose = level === 'person' ? 'Vous utilisez' : `${group ?? 'Tout le monde ensemble'} utilise`;
    const most = `${level === 'person' ? 'de vos' : 'de'} ${amount(max)}${unit}`;
    return `${whose} ${amount(used + held)} ${most} à ${facility}, et ${size} en demande ${amount(asked)}.`;
  },
  use: (facility) => `Prendre ${facility}`,
  askForMore: (facility) => `En demander plus à ${facility}`,
});
