import type { Messages } from '../en.ts';

export const reasons: Messages['reasons'] = {
  ENGINE_REFUSED: {
    short: 'refusée par les machines du centre',
    what: 'Les machines du centre l’ont refusée',
    why: (facility) => `L’ordonnanceur ou l’hôte de ${facility} n’en a pas voulu dans cette taille.`,
    now: () => 'Réessayez dans quelques minutes, ou prenez un autre centre.',
  },
  ENGINE_LOST: {
    short: 'introuvable au centre',
    what: 'Ses programmes sont introuvables',
    why: (facility) => `La machine de ${facility} où ils tournaient a disparu, avec ce qui n’était pas enregistré.`,
    now: () => 'Démarrez-en une autre : votre dossier personnel est tel quel.',
  },
  COMMAND_NOT_FOUND: {
    short: 'il manque un programme',
    what: 'Il manque un programme de son environnement',
    why: (facility) => `L’environnement nomme une commande qui n’est pas installée à ${facility}.`,
    now: (facility) => `Prenez un autre environnement, et dites-le à ${facility} : eux seuls peuvent y remédier.`,
  },
  EXITED: {
    short: 'a fini de lui-même',
    what: 'Son programme a fini de lui-même',
    why: () => 'Il a démarré et fini aussitôt. Ses derniers mots sont dans le journal ci-dessous.',
    now: () => 'Lisez le journal, puis réessayez.',
  },
  NO_ANSWER: {
    short: 'sans réponse à temps',
    what: 'Elle n’a pas répondu à temps',
    why: (facility) => `Elle a été démarrée à ${facility}, mais aucune de ses entrées n’a répondu.`,
    now: () => 'Réessayez ; si elle reste muette, envoyez le journal.',
  },
  OUT_OF_MEMORY: {
    short: 'demandait plus de mémoire que sa taille',
    what: 'Elle demandait plus de mémoire que sa taille n’en a',
    why: () => 'Ce qui y tournait a demandé plus de mémoire que la taille ne permet, et a été fermé.',
    now: () => 'Choisissez une taille plus grande.',
  },
  KILLED: {
    short: 'a été tuée',
    what: 'Son programme a été tué',
    why: (facility) => `Quelque chose à ${facility}, hors d’elle, a mis fin à son programme.`,
    now: () => 'Réessayez.',
  },
  DISK_FULL: {
    short: 'plus de place pour les fichiers',
    what: 'Il n’y a plus de place pour ses fichiers',
    why: (facility) => `Le disque pour vos fichiers à ${facility} est plein.`,
    now: () => 'Supprimez des fichiers dans une autre instance là-bas, ou prenez un autre centre.',
  },
  DATA_UNREADABLE: {
    short: 'ses données étaient illisibles',
    what: 'Ses données n’ont pu être lues',
    why: (facility) => `${facility} ne peut lire le dossier de ces données pour l’instant.`,
    now: () => 'Réessayez plus tard, ou démarrez sans elles.',
  },
  ENVIRONMENT_UNAVAILABLE: {
    short: 'son environnement manque',
    what: 'Son environnement manque',
    why: (facility) => `Les logiciels de cet environnement ne sont pas complets à ${facility}.`,
    now: () => 'Prenez un autre environnement ou un autre centre.',
  },
  SANDBOX_UNAVAILABLE: {
    short: 'le centre ne peut isoler les programmes',
    what: 'Le centre ne peut isoler les programmes',
    why: (facility) => `${facility} ne démarre rien qu’il ne puisse tenir à part du reste, et cela échoue à présent.`,
    now: () => 'Prenez un autre centre.',
  },
  FACILITY_SHUTDOWN: {
    short: 'le centre s’est arrêté',
    what: 'Le centre s’est arrêté',
    why: (facility) => `${facility} s’est arrêté en bon ordre et l’a arrêtée.`,
    now: () => 'Vos fichiers sont gardés ; redémarrez-la quand vous voulez.',
  },
  STOPPED_BY_OWNER: {
    short: 'vous l’avez arrêtée',
    what: 'Vous l’avez arrêtée',
    why: () => 'Vous l’avez arrêtée.',
    now: () => 'Tout y est comme avant ; redémarrez-la quand vous voulez.',
  },
  LIFETIME_OVER: {
    short: 'son temps était fini',
    what: 'Son temps était fini',
    why: () => 'Elle est arrivée à sa fin sans être prolongée.',
    now: () => 'Votre dossier personnel reste.',
  },
};
