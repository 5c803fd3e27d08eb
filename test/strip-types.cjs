'use strict';

// TypeScript is erased, not compiled: types become blanks, so lines and columns stay where they are in the
// source and no source map is needed. Node's own function does it; jest then needs no transformer package.
const { stripTypeScriptTypes } = require('node:module');

process.removeAllListeners('warning');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
