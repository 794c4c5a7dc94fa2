import { helia as measuredAtHelia } from '../data/helia.ts';
import { lumen as measuredAtLumen } from '../data/lumen.ts';
import { type DemoFacility, everybody, gibibyte, inAnyProposal, rulesWith } from './facility.ts';

const small = ['small'];
const usual = ['small', 'medium'];

const lumen: DemoFacility = {
  id: 'lumen',
  name: 'Lumen',
  kind: 'neutron-source',
  description: 'A neutron source that exists in this demo alone. Small angle scattering of soft and hard matter.',
  accent: '#0b6b6e',
  contact: 'help@lumen.example',
  accessUrl: 'https://lumen.example/proposals',
  timeZone: 'Europe/Paris',
  environments: ['desktop', 'notebook', 'workbench'],
  rules: {
    ...rulesWith(
      {
        desktop: { environment: 'desktop@2026.1', flavours: usual, when: everybody },
        notebook: { environment: 'notebook@2026.1', flavours: usual, when: everybody },
        workbench: { environment: 'workbench@2026.1', flavours: ['medium', 'large'], when: inAnyProposal },
      },
      [
        { account: { is: 'subject', scope: 'demo.atrium.example' }, when: [{ affiliation: 'employee@lumen.example' }] },
        { account: { is: 'own' }, when: everybody },
      ],
      'lumen',
    ),
    limits: [
      {
        of: { is: 'group', id: 'lu-2417', title: 'Team LU-2417' },
        max: { cores: 12 },
        when: [{ proposal: 'LU-2417' }],
      },
    ],
  },
  limits: { instances: 20, cores: 16, memoryBytes: 32 * gibibyte },
  measurements: measuredAtLumen,
  teams: { 'LU-1203': ['mira'], 'LU-2417': ['mira', 'jonas'], 'LU-1875': ['ines'] },
};

const helia: DemoFacility = {
  id: 'helia',
  name: 'Helia',
  kind: 'synchrotron',
  description: 'A synchrotron that exists in this demo alone. X-ray absorption, fluorescence and scattering.',
  accent: '#8a4b08',
  contact: 'support@helia.example',
  accessUrl: 'https://helia.example/beamtime',
  timeZone: 'Europe/Madrid',
  environments: ['notebook', 'workbench'],
  rules: rulesWith(
    {
      notebook: { environment: 'notebook@2026.1', flavours: ['small', 'medium', 'large'], when: everybody },
      workbench: { environment: 'workbench@2026.1', flavours: usual, when: everybody },
    },
    [{ account: { is: 'own' }, when: everybody }],
    'helia',
  ),
  limits: { instances: 20, cores: 16, memoryBytes: 32 * gibibyte },
  measurements: measuredAtHelia,
  teams: { 'HE-3110': [], 'HE-3402': [], 'HE-4471': ['mira'] },
};

const nimbus: DemoFacility = {
  id: 'nimbus',
  name: 'Nimbus',
  kind: 'compute-centre',
  description: 'A compute centre that exists in this demo alone. It keeps no data of its own.',
  accent: '#4d57a0',
  contact: 'desk@nimbus.example',
  accessUrl: null,
  timeZone: 'Europe/Berlin',
  environments: ['desktop', 'notebook'],
  rules: rulesWith(
    {
      desktop: { environment: 'desktop@2026.1', flavours: ['small', 'medium', 'large'], when: everybody },
      notebook: { environment: 'notebook@2026.1', flavours: small, network: 'open', when: everybody },
    },
    [{ account: { is: 'own' }, when: everybody }],
    'nimbus',
  ),
  limits: { instances: 40, cores: 32, memoryBytes: 64 * gibibyte },
  measurements: [],
  teams: {},
};

export const facilities = [lumen, helia, nimbus];
