import type { Messages } from '../en.ts';
import { namesName } from '../explain.ts';
import type { Formats } from '../formats.ts';

export const errors = (f: Formats): Messages['errors'] => ({
  offline: 'Le portail ne peut être joint. Vérifiez votre connexion.',
  byCode: {
    INPUT_INVALID: ({ issues }) =>
      issues.some(({ path }) => namesName(path))
        ? 'Ce nom ne peut être gardé. Prenez 1 à 80 caractères, sans < ni > et sans signes invisibles.'
        : `Envoi impossible : ${issues.map(({ path }) => path).join(', ')}.`,
    MALFORMED_REQUEST: () => 'Le portail n’a pas pu lire la demande.',
    PLAN_UNKNOWN: () => 'Cette taille n’y est plus offerte. Choisissez-en une autre.',
    UNAUTHENTICATED: () => 'Votre session est finie. Reconnectez-vous ; cette page reste telle quelle.',
    TOKEN_REPLAYED: () => 'Le centre a vu cette demande deux fois. Réessayez.',
    ACTION_FORBIDDEN: () => 'Votre rôle dans cette instance ne le permet pas. Demandez à qui elle appartient.',
    OWNER_AWAY: () =>
      'La personne à qui appartient l’instance n’est pas là, et l’instance est fermée aux autres d’ici là. Ouvrez-la en sa présence, ou demandez à continuer sans elle.',
    INVITATION_NOT_FOUND: () => 'Cette invitation n’existe pas. Demandez un nouveau lien.',
    INVITATION_OVER: ({ state }) => invitationOver[state] ?? 'Cette invitation est terminée. Demandez un nouveau lien.',
    MEMBER_NOT_FOUND: () => 'Cette personne n’a pas de part dans l’instance.',
    MEMBER_ALREADY: () => 'Vous avez déjà une part dans cette instance. Elle est dans la liste de vos instances.',
    CONTROL_TAKEN: ({ driver }) =>
      `${driver} a le clavier et la souris. Demandez-les, ou attendez qu’ils soient libres.`,
    ACCESS_ENDED: () => 'Votre accès ici est fini. Rouvrez-la depuis vos instances.',
    REQUEST_FORBIDDEN: () => 'Cette page ne peut le demander. Ouvrez l’adresse dans sa propre fenêtre.',
    TICKET_REFUSED: () => 'Cette entrée a servi ou est trop ancienne. Rouvrez-la depuis vos instances.',
    BODY_STALLED: () => 'L’envoi s’est arrêté en route. Vérifiez votre connexion et renvoyez.',
    INTERFACE_BROKEN: () => 'Le carnet ou le bureau ne donne aucune réponse qui puisse passer. Rechargez la page.',
    CONNECTOR_UNREACHABLE: () => 'Le centre ne laisse entrer personne pour l’instant. Ce qui est ouvert le reste.',
    INTERFACE_NOT_READY: () => 'Cette instance ne tourne pas. Voyez sous Instances où elle en est.',
    CROSS_SITE: () => 'La demande ne vient pas de cette page. Rechargez-la.',
    DATASET_NOT_FOUND: () => 'Ce jeu de données n’existe pas, ou ne vous est pas ouvert.',
    INSTANCE_NOT_FOUND: () => 'Cette instance n’existe pas, ou vous n’y avez pas part.',
    ROUTE_NOT_FOUND: () => 'Le portail ne connaît pas cette page. Rechargez-la.',
    IDEMPOTENCY_KEY_REUSED: () => 'Déjà demandé, avec d’autres choix. Voyez sous Instances : elle démarre peut-être.',
    INSTANCE_QUOTA_EXCEEDED: () => 'Cela dépasse une limite. Choisissez une taille moindre ou un autre lieu.',
    BODY_TOO_LARGE: () => 'C’est trop pour une demande.',
    CONTENT_TYPE_NOT_SUPPORTED: () => 'Le portail n’a pas pu lire la demande.',
    INTERNAL: () => 'Quelque chose a échoué au portail. Ce qui tourne continue.',
    END_BEYOND_RULE: ({ latest }) => `La fin peut être au plus tard ${f.deadline(latest)}.`,
    LOGIN_REQUIRED: () => 'Votre session est finie. Reconnectez-vous ; cette page reste telle quelle.',
    SCOPE_INSUFFICIENT: () => 'Cela ne se demande pas au nom d’une personne.',
    PLAN_FORBIDDEN: () => 'Cette taille n’y est pas pour vous. Choisissez-en une autre, ou demandez au centre.',
    DATASET_FORBIDDEN: ({ pid }) => `Vous ne pouvez ouvrir ${pid}. Demandez à son équipe, ou laissez-le.`,
    ACCOUNT_MISSING: () => 'Vous n’avez pas de compte dans ce centre. Demandez à son bureau des utilisateurs.',
    SIGN_IN_FAILED: () => 'La connexion n’a pas abouti. Recommencez.',
    INTERFACE_UNKNOWN: () => 'Cette instance n’a pas une telle entrée.',
    PICTURE_NOT_FOUND: () => 'Il n’y a pas encore d’image de ce bureau.',
    FACILITY_UNKNOWN: () => 'La fédération n’a pas un tel centre.',
    LOGIN_NOT_FOUND: () => 'Cette session est déjà finie.',
    STATE_FORBIDS: () => 'L’instance a changé entre-temps ; cela ne peut se faire maintenant.',
    TOO_MANY_REQUESTS: () => 'Demandé trop souvent. Attendez une minute.',
    NOT_OFFERED: () => 'Ce centre n’offre pas cela.',
    DATABASE_UNAVAILABLE: () => 'Le portail a perdu sa base de données un instant. Ce qui tourne continue.',
    FACILITY_BROKEN: () => 'Le centre a donné une réponse illisible. Ses opérateurs savent pourquoi.',
    FACILITY_SILENT: ({ since }) => `Le centre ne répond plus depuis ${f.moment(since)}. Ce qui y tourne continue.`,
  },
});

const invitationOver: Record<string, string> = {
  accepted: 'Cette invitation a servi. Chaque lien vaut pour une personne : demandez-en un nouveau.',
  declined: 'Cette invitation a été déclinée. Demandez un nouveau lien.',
  revoked: 'Cette invitation a été retirée.',
  expired: 'Cette invitation est trop ancienne. Demandez un nouveau lien.',
  ended: 'L’instance de cette invitation a pris fin.',
};
