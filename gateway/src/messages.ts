import { catalogue, type ErrorCode } from '@atrium/contract/errors';

const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The first of the languages wished for that we have. `wished`: a tag, or the header Accept-Language. */
export function languageOf(...wished: (string | undefined)[]): Language {
  const tags = wished.flatMap((text) => text?.slice(0, 500).split(',') ?? []);
  const known = tags.map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return languages.find((language) => language === known.find(isKnown)) ?? 'en';
}

function isKnown(tag: string): boolean {
  return languages.some((language) => language === tag);
}

type Words = {
  title: string;
  openAgain: string;
  toPortal: string;
  /** What a page may have to say. English has the words of the catalogue. */
  refusals: { [code in ErrorCode]?: readonly [what: string, whatNow: string] };
};

export const words: Record<Language, Words> = {
  en: { title: 'Atrium', openAgain: 'Open again', toPortal: 'Go to Atrium', refusals: {} },
  fr: {
    title: 'Atrium',
    openAgain: 'Ouvrir à nouveau',
    toPortal: 'Aller à Atrium',
    refusals: {
      ACCESS_ENDED: [
        'Votre accès ici est terminé, ou n’a pas commencé dans ce navigateur.',
        'Ouvrez-le à nouveau depuis la liste de vos instances.',
      ],
      TICKET_REFUSED: [
        'Ce ticket a déjà servi, est trop ancien, ou vaut pour autre chose.',
        'Ouvrez-le à nouveau depuis la liste de vos instances.',
      ],
      ACTION_FORBIDDEN: [
        'Votre rôle dans cette instance ne le permet pas.',
        'Demandez à la personne à qui appartient l’instance.',
      ],
      REQUEST_FORBIDDEN: [
        'La page qui demande cela ne peut pas le demander ici.',
        'Ouvrez l’adresse dans une fenêtre à part.',
      ],
      ROUTE_NOT_FOUND: ['Il n’y a rien à cette adresse.', 'Revenez à la liste de vos instances.'],
      INTERFACE_NOT_READY: ['Cette instance ne fonctionne pas.', 'Voyez son état dans la liste de vos instances.'],
      INTERFACE_BROKEN: [
        'Le notebook ou le bureau n’a donné aucune réponse utilisable.',
        'Attendez un moment et rechargez la page ; si cela persiste, redémarrez l’instance.',
      ],
      CONNECTOR_UNREACHABLE: [
        'L’installation ne peut laisser entrer personne pour le moment.',
        'Réessayez dans une minute. Ce qui est ouvert reste ouvert.',
      ],
      TOO_MANY_REQUESTS: ['Trop de connexions à la fois.', 'Fermez des onglets de cette instance, puis réessayez.'],
      INTERNAL: [
        'Une erreur s’est produite dans l’installation.',
        'Réessayez ; si cela persiste, signalez l’identifiant de trace.',
      ],
    },
  },
};

export function refusalIn(language: Language, code: ErrorCode): readonly [what: string, whatNow: string] {
  const { message, hint } = catalogue[code];
  return words[language].refusals[code] ?? [message, hint];
}
