import { patternHdf, scatteringHdf } from './cansas-hdf.ts';
import { embargoEnd, type Measurement } from './measurement.ts';
import { pattern, scattering, scatteringXml, spinEcho } from './readers.ts';

const neutrons = 'small angle neutron scattering';
const surfactants = { id: 'LU-1203', title: 'Surfactants in water and in a field (demo)', embargoUntil: null };
const copolymers = { id: 'LU-2417', title: 'Crystals of block copolymers (demo)', embargoUntil: embargoEnd };
const various = { id: 'LU-1875', title: 'Proteins, steels and latex (demo)', embargoUntil: null };

/** Neutrons: measured at ISIS, and shown at Lumen, which is invented. */
export const lumen: Measurement[] = [
  {
    name: 'sans2d-33837',
    title: 'Oriented surfactant liquid crystal, run 33837',
    instrument: 'SANS2D',
    technique: neutrons,
    measuredAt: null,
    sample: 'magnetically oriented surfactant liquid crystal',
    proposal: surfactants,
    measuredWhere: 'Measured at ISIS on SANS2D (run 33837, reduced on 4 July 2016)',
    files: [
      {
        from: '33837rear_2D_1.75_16.5_NXcanSAS_v3.h5',
        to: '33837-pattern.nxs',
        read: patternHdf('SANS2D 33837, rear detector'),
      },
      {
        from: '33837rear_1D_1.75_16.5_NXcanSAS_v3.h5',
        to: '33837-curve.nxs',
        read: scatteringHdf('SANS2D 33837, radial average', 'counts'),
      },
    ],
    package: 'python3-sasview',
  },
  {
    name: 'loq-hsds',
    title: 'Sodium dodecyl sulphate in D2O, three solutions',
    instrument: 'LOQ',
    technique: neutrons,
    measuredAt: null,
    sample: 'h25-sodium dodecyl sulphate in D2O',
    proposal: surfactants,
    measuredWhere: 'Measured at ISIS on LOQ',
    files: [
      { from: 'hSDS_D2O_0p5_percent.xml', to: 'hsds-0.5-percent.nxs', read: scatteringXml('0.5 % hSDS in D2O') },
      { from: 'hSDS_D2O_2p0_percent.xml', to: 'hsds-2-percent.nxs', read: scatteringXml('2 % hSDS in D2O') },
      {
        from: 'hSDS_D2O_2p0_percent_0p2M_NaCl.xml',
        to: 'hsds-2-percent-salt.nxs',
        read: scatteringXml('2 % hSDS in D2O with NaCl'),
      },
    ],
    package: 'python3-sasview',
  },
  {
    name: 'loq-p123',
    title: 'Pluronic P123 in D2O, 10, 30 and 40 %',
    instrument: 'LOQ',
    technique: neutrons,
    measuredAt: null,
    sample: 'block copolymer Pluronic P123 in D2O',
    proposal: copolymers,
    measuredWhere: 'Measured at ISIS on LOQ',
    files: ['10', '30', '40'].flatMap((percent) => [
      {
        from: `P123_D2O_${percent}_percent.dat`,
        to: `p123-${percent}-percent-pattern.nxs`,
        read: pattern(`P123 in D2O, ${percent} %`),
      },
      {
        from: `P123_D2O_${percent}_percent.xml`,
        to: `p123-${percent}-percent-curve.nxs`,
        read: scatteringXml(`P123 in D2O, ${percent} %, radial average`),
      },
    ]),
    package: 'python3-sasview',
  },
  {
    name: 'sans2d-apoferritin',
    title: 'Apoferritin and conalbumin in solution',
    instrument: 'SANS2D',
    technique: neutrons,
    measuredAt: null,
    sample: 'apoferritin, conalbumin',
    proposal: various,
    measuredWhere: 'Measured at ISIS on SANS2D',
    files: [
      { from: 'apoferritin.txt', to: 'apoferritin.nxs', read: scattering('Apoferritin') },
      { from: 'conalbumin.txt', to: 'conalbumin.nxs', read: scattering('Conalbumin') },
    ],
    package: 'python3-sasview',
  },
  {
    name: 'larmor-14250',
    title: 'Steel in a field of 1.65 T, run 14250',
    instrument: 'LARMOR',
    technique: neutrons,
    measuredAt: null,
    sample: 'high C high V 63, 900 °C, 10 h',
    proposal: various,
    measuredWhere: 'Measured at ISIS on LARMOR (run 14250, reduced on 6 December 2016)',
    files: [
      {
        from: '14250_2D_NoDetInfo_NXcanSAS_v3.h5',
        to: '14250-pattern.nxs',
        read: patternHdf('LARMOR 14250, high C high V 63, 900 °C, 10 h, 1.65 T'),
      },
    ],
    package: 'python3-sasview',
  },
  {
    name: 'larmor-pmma',
    title: 'PMMA latex in decalin, spin-echo scattering',
    instrument: 'LARMOR',
    technique: 'spin-echo small angle neutron scattering',
    measuredAt: null,
    sample: 'PMMA spheres of 100 nm in h/d-decalin',
    proposal: various,
    measuredWhere: 'Measured at ISIS on LARMOR',
    files: [{ from: 'sphere_isis.ses', to: 'pmma-sesans.nxs', read: spinEcho('PMMA in mixed decalin') }],
    package: 'python3-sasview',
  },
];
