import * as z from 'zod';
import { localSettings } from './local/settings.ts';
import { nullSettings } from './null/settings.ts';

/** One entry for each kind of engine; the engine's own folder says what it needs. */
export const engineSettings = z.discriminatedUnion('kind', [localSettings, nullSettings]);

export type EngineSettings = z.output<typeof engineSettings>;
