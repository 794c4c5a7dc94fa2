import { seriesHdf } from './cansas-hdf.ts';
import { embargoEnd, type Measurement } from './measurement.ts';
import { absorption, fluorescence, frame } from './readers.ts';

const xas = 'x-ray absorption spectroscopy';
const xrf = 'x-ray fluorescence';
const references = { id: 'HE-3110', title: 'Reference materials (demo)', embargoUntil: null };
const heat = { id: 'HE-3402', title: 'Alloys while they are heated (demo)', embargoUntil: null };
const arsenic = { id: 'HE-4471', title: 'Arsenic in soils (demo)', embargoUntil: embargoEnd };

type Columns = Record<string, number>;
const transmission = (title: string, columns: Columns, [before, after]: [string, string]) =>
  absorption({
    title,
    columns,
    absorption: (of) => Math.log((of[before] ?? 0) / (of[after] ?? 0)),
    formula: `ln(${before}/${after})`,
  });
const given = (title: string, columns: Columns) =>
  absorption({ title, columns, absorption: (of) => of.mutrans ?? Number.NaN, formula: 'as the beamline wrote it' });

/** X-rays: measured at several synchrotrons, and shown at Helia, which is invented. */
export const helia: Measurement[] = [
  {
    name: 'xas-foils',
    title: 'Metal foils: nickel, copper, platinum, vanadium',
    instrument: '13-ID and 13-BM',
    technique: xas,
    measuredAt: '2001-06-27T02:46:07.000Z',
    sample: 'reference foils',
    proposal: references,
    measuredWhere: 'Measured at APS on 13-ID in 2001, vanadium on 13-BM in 2005',
    files: [
      {
        from: 'cu_metal_rt.xdi',
        measuredAt: '2001-06-27T03:27:31.000Z',
        to: 'copper.nxs',
        read: given('Copper foil, K edge', { energy: 0, i0: 1, itrans: 2, mutrans: 3 }),
      },
      {
        from: 'ni_metal_rt.xdi',
        to: 'nickel.nxs',
        read: given('Nickel foil, K edge', { energy: 0, mutrans: 1, i0: 2 }),
      },
      {
        from: 'pt_metal_rt.xdi',
        measuredAt: '2001-06-27T09:10:45.000Z',
        to: 'platinum.nxs',
        read: transmission('Platinum foil, L3 edge', { energy: 0, itrans: 2, i0: 3 }, ['i0', 'itrans']),
      },
      {
        from: 'v_foil.xdi',
        measuredAt: '2005-07-23T21:45:48.000Z',
        to: 'vanadium.nxs',
        read: transmission('Vanadium foil, K edge', { energy: 0, i0: 2, i1: 3 }, ['i0', 'i1']),
      },
    ],
    package: 'python-xraylarch-doc',
  },
  {
    name: 'xas-geo2',
    title: 'Germanium dioxide, K edge',
    instrument: 'SNBL',
    technique: xas,
    measuredAt: '2013-06-28T11:44:15.000Z',
    sample: 'GeO2',
    proposal: references,
    measuredWhere: 'Measured at ESRF on SNBL on 28 June 2013',
    files: [
      {
        from: 'ESRF_SNBL_2013.dat',
        to: 'geo2.nxs',
        read: absorption({
          title: 'GeO2, Ge K edge',
          columns: { energy: 15, monitor: 0, ion_chamber_1: 7, ion_chamber_2: 9 },
          energyUnit: 'keV',
          absorption: (of) => Math.log((of.monitor ?? 0) / (of.ion_chamber_1 ?? 0)),
          formula: 'ln(monitor/ion_chamber_1)',
        }),
      },
    ],
    package: 'python-xraylarch-doc',
  },
  {
    name: 'xas-arsenic',
    title: 'Arsenic K edge in fluorescence',
    instrument: '20-ID',
    technique: xas,
    measuredAt: '2018-06-16T01:14:19.000Z',
    sample: null,
    proposal: arsenic,
    measuredWhere: 'Measured at APS on 20-ID on 15 June 2018',
    files: [
      {
        from: 'APS20ID_2018.dat',
        to: 'arsenic.nxs',
        read: absorption({
          title: 'As K edge, fluorescence',
          columns: { energy: 0, i0: 7, as_ka: 8, fe_ka: 9 },
          absorption: (of) => (of.as_ka ?? 0) / (of.i0 ?? 0),
          formula: 'as_ka/i0',
        }),
      },
    ],
    package: 'python-xraylarch-doc',
  },
  {
    name: 'usaxs-vtma',
    title: 'Alloy from 30 to 870 °C, time series',
    instrument: '9-ID',
    technique: 'small angle x-ray scattering',
    measuredAt: '2018-02-08T01:45:18.000Z',
    sample: 'VTMA13b',
    proposal: heat,
    measuredWhere: 'Measured at APS on 9-ID in February 2018',
    files: [
      {
        from: 'VTMA.h5',
        to: 'vtma-series.nxs',
        read: seriesHdf(
          (entry) => entry.replace(/^VTMA13b_2_(\d+)C_(\d+)min_.*/, 'VTMA13b at $1 °C after $2 min'),
          (entry) => entry.endsWith('_mrg'),
        ),
      },
    ],
    package: 'python3-sasview',
  },
  {
    name: 'pilatus-frame',
    title: 'One frame of a Pilatus 100K',
    instrument: 'CARS',
    technique: 'x-ray diffraction',
    measuredAt: '2009-02-21T00:53:21.000Z',
    sample: null,
    proposal: references,
    measuredWhere: 'Measured at APS (CARS) with a Pilatus 100K on 20 February 2009',
    files: [{ from: 'Pilatus.tiff', to: 'pilatus.nxs', read: frame('Pilatus 100K, 0.096 s') }],
    package: 'python-xraylarch-doc',
  },
  {
    name: 'xrf-srm1832',
    title: 'Thin glass film, NIST SRM 1832',
    instrument: null,
    technique: xrf,
    measuredAt: '2013-01-30T21:25:17.000Z',
    sample: 'NIST SRM 1832',
    proposal: references,
    measuredWhere: 'Measured on 30 January 2013; the source does not say where',
    files: [
      {
        from: 'srm1832.mca',
        to: 'srm1832.nxs',
        read: fluorescence('NIST SRM 1832, first detector element', { keV: [-1.068655e-2, 1.465549e-2] }),
      },
    ],
    package: 'python-xraylarch-doc',
  },
  {
    name: 'xrf-standards',
    title: 'Multi-element standard, and a steel',
    instrument: null,
    technique: xrf,
    measuredAt: null,
    sample: 'multi-element standard; steel',
    proposal: references,
    measuredWhere: 'Measured in a laboratory: the standard with a monochromatised molybdenum tube at 17.5 keV',
    files: [
      { from: 'XRFSpectrum.mca', to: 'standard.nxs', read: fluorescence('Multi-element standard') },
      { from: 'Steel.spe', to: 'steel.nxs', read: fluorescence('Steel') },
    ],
    package: 'pymca-data',
  },
];
