import type { Dataset } from '@atrium/contract/v1/datasets';

const points = Array.from({ length: 48 }, (_, at) => at / 47);

export const lysozyme: Dataset = {
  ...measured('lysozyme', 'Lysozyme in D₂O, concentration series', 'lumen', 'Argus'),
  technique: 'small angle neutron scattering',
  proposal: { id: 'LUM-2026-0417', title: 'Crowding and interaction of lysozyme' },
  createdAt: '2026-11-14T08:20:00Z',
  files: 7,
  bytes: 2.3e9,
  isPublic: false,
  embargoUntil: '2027-03-01T00:00:00Z',
  access: 'team',
  curves: [0.78, 0.58].map((height, series) =>
    points.map((x) => height / (1 + Math.exp((x - 0.66 - series * 0.04) * 16)) + 0.012 * Math.sin(x * 61)),
  ),
};

export const copper: Dataset = {
  ...measured('copper-foil', 'Copper foil, Cu K-edge EXAFS, 10 to 300 K', 'helia', 'Kestrel'),
  technique: 'x-ray absorption spectroscopy',
  proposal: { id: 'HEL-26-1180', title: 'Thermal disorder in copper' },
  createdAt: '2026-11-12T14:05:00Z',
  files: 24,
  bytes: 2.3e9,
  isPublic: false,
  access: 'team',
  curves: [points.map((x) => (x < 0.1 ? 0.04 : 0.72 + 0.26 * Math.exp(-(x - 0.1) * 7) * Math.cos((x - 0.1) * 70)))],
};

const powder: Dataset = {
  ...measured('nac-powder', 'Powder diffraction of the NAC standard, 0.4 Å', 'helia', 'Prism'),
  technique: 'powder diffraction',
  createdAt: '2026-11-02T09:00:00Z',
  files: 12,
  bytes: 840e6,
  curves: [points.map((x) => [0.12, 0.3, 0.36, 0.5, 0.66, 0.8].reduce((sum, peak) => sum + peakAt(x, peak), 0.06))],
};

const bilayer: Dataset = {
  ...measured('lipid-bilayer', 'Lipid bilayer on silicon, reflectivity', 'lumen', 'Mirrorline'),
  technique: 'neutron reflectometry',
  createdAt: '2026-10-20T16:40:00Z',
  files: 8,
  bytes: 96e6,
  curves: [points.map((x) => 0.95 * Math.exp(-3.2 * x) * (1 + 0.25 * Math.cos(x * 52)) + 0.03)],
};

export const datasets: Dataset[] = [lysozyme, copper, powder, bilayer];

function peakAt(x: number, peak: number): number {
  return (0.9 - peak * 0.7) * Math.exp(-(((x - peak) / 0.012) ** 2));
}

function measured(name: string, title: string, facility: string, instrument: string): Dataset {
  return {
    pid: `10.5072/${name}`,
    title,
    facility,
    instrument,
    technique: null,
    proposal: null,
    createdAt: null,
    files: 1,
    bytes: 1e6,
    isPublic: true,
    embargoUntil: null,
    access: 'public',
    origin: 'Made up for these pages',
    licence: 'CC0-1.0',
    mountName: name,
    curves: [],
  };
}
