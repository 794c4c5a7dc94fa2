import { File, type Group, ready } from 'h5wasm/node';
import type { Field, Plot } from './plot.ts';

/** Where a file comes from, as it stands in an NXnote and in the dataset's record. */
export type Origin = {
  package: string;
  version: string;
  path: string;
  sha256: string;
  licence: string;
  description: string;
};

export type Experiment = { instrument: string | null; measuredAt: string | null; sample: string | null };

/** Writes plots as NeXus, so that silx, H5Web and others draw the first when the file is opened. */
export async function writeNexus(path: string, plots: Plot[], experiment: Experiment, origin: Origin): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  try {
    file.create_attribute('NX_class', 'NXroot');
    file.create_attribute('creator', 'Atrium demo');
    file.create_attribute('default', plots[0]?.name ?? '');
    for (const plot of plots) writeEntry(file, plot, experiment, origin);
  } finally {
    file.close();
  }
}

function writeEntry(file: File, plot: Plot, { instrument, measuredAt, sample }: Experiment, origin: Origin) {
  const entry = groupIn(file, plot.name, 'NXentry');
  entry.create_attribute('default', 'data');
  text(entry, 'title', plot.title);
  if (measuredAt) text(entry, 'start_time', measuredAt);
  if (instrument) text(groupIn(entry, 'instrument', 'NXinstrument'), 'name', instrument);
  if (sample) text(groupIn(entry, 'sample', 'NXsample'), 'name', sample);
  writeData(groupIn(entry, 'data', 'NXdata'), plot);

  const note = groupIn(entry, 'origin', 'NXnote');
  text(note, 'description', origin.description);
  text(note, 'file_name', origin.path);
  text(note, 'package', `${origin.package} ${origin.version}`);
  text(note, 'licence', origin.licence);
  text(note, 'sha256', origin.sha256);
}

function writeData(data: Group, { title, signal, axes, errors, others = [], scale }: Plot) {
  data.create_attribute('signal', signal.name);
  data.create_attribute(
    'axes',
    axes.map(({ name }) => name),
  );
  for (const [at, axis] of axes.entries()) {
    data.create_attribute(`${axis.name}_indices`, at, null, '<i');
  }
  if (scale !== 'linear') {
    const style = { signal_scale_type: 'log', ...(scale === 'log-log' && { axes_scale_type: ['log'] }) };
    data.create_attribute('SILX_style', JSON.stringify(style));
  }
  text(data, 'title', title);
  for (const field of [signal, ...axes, ...others]) write(data, field);
  if (errors) write(data, { ...errors, name: `${signal.name}_errors` });
}

function write(data: Group, { name, values, shape, units, longName }: Field) {
  data.create_dataset({ name, data: values, shape });
  const dataset = data.get(name) as Group;
  if (units) dataset.create_attribute('units', units);
  if (longName) dataset.create_attribute('long_name', longName);
  if (shape.length === 2) dataset.create_attribute('interpretation', 'image');
}

function groupIn(parent: Group, name: string, nexusClass: string): Group {
  const group = parent.create_group(name);
  group.create_attribute('NX_class', nexusClass);
  return group;
}

function text(parent: Group, name: string, value: string) {
  parent.create_dataset({ name, data: value });
}
