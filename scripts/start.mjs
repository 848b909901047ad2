/** `npm start`: installs, builds, runs; a second start finds everything done. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfChanged, installPackages, requireNode, root } from './prepare.mjs';

requireNode();
installPackages();
await buildIfChanged();
process.argv[1] = join(root, 'dist/server.js');
await import(pathToFileURL(process.argv[1]).href);
