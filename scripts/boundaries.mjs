/**
 * Which package may import which (ARCHITECTURE.md, "The parts"). Refuses any other import of ours and any relative path
 * that leaves its package. Run by `npm test`; alone: `node scripts/boundaries.mjs`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Place of a file to the packages it may import, with the reason told when it imports another one. Every part has an entry:
 * an unknown folder is a fault, so that a new package states its place.
 */
export const RULES = {
  'packages/model': {
    may: [],
    why: 'the language of the plant knows no other part; move what it needs into model, or turn the dependency round',
  },
  'packages/live': {
    may: ['@millwright/model'],
    why: 'the present knows only the plant; server joins it with the rest',
  },
  'packages/historian': {
    may: ['@millwright/model'],
    why: 'the past knows only the plant; server joins it with the rest',
  },
  'packages/journal': {
    may: ['@millwright/model'],
    why: 'the decisions know only the plant; server joins them with the rest',
  },
  'packages/operate': {
    may: ['@millwright/model', '@millwright/live', '@millwright/historian', '@millwright/journal'],
    why: 'alarms, work and proposals are decisions; what reaches machines and people is given to them by server',
  },
  'packages/workforce': {
    may: ['@millwright/model', '@millwright/journal', '@millwright/operate'],
    why: 'who may do what is decided here; how somebody proves who they are is the business of server',
  },
  'packages/connect': {
    may: ['@millwright/model', '@millwright/live', '@millwright/historian'],
    why: 'sources deliver batches to whoever made them; what they need of the server comes in SourceContext',
  },
  'packages/server': {
    may: [
      '@millwright/model',
      '@millwright/live',
      '@millwright/historian',
      '@millwright/journal',
      '@millwright/connect',
      '@millwright/operate',
      '@millwright/workforce',
    ],
    why: 'the page is served as built files; what both need belongs into src/api or src/client of the server',
  },
  'packages/web': {
    may: [
      '@millwright/model',
      '@millwright/model/shapes',
      '@millwright/model/schema/sources.schema.json',
      '@millwright/server/client',
    ],
    why: 'the browser gets data through the API client (@millwright/server/client) and pure functions from model',
  },
  plants: {
    may: ['@millwright/model'],
    why: 'a plant is data, and its emulator a machine: it talks to the platform over its protocols alone',
  },
  bench: { may: 'all', why: '' },
  scripts: { may: [], why: 'scripts run before anything is installed' },
};

/** Tests may start a whole server, or use what they check against. */
const TESTS_MAY = [
  '@millwright/model',
  '@millwright/live',
  '@millwright/historian',
  '@millwright/journal',
  '@millwright/connect',
  '@millwright/operate',
  '@millwright/workforce',
  '@millwright/server',
  '@millwright/server/client',
];
const TEST_FILE = /\.test\.(ts|tsx|mjs)$|[\\/](test|testing)[\\/]/;

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s*(?:type\s+)?(?:[\w$*{][^'";]*?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g;

/**
 * Faults of one file.
 *
 * @param {string} file path from the root of the project, with `/`
 * @param {string} text its content
 * @returns {{ file: string, line: number, message: string }[]}
 */
export function checkFile(file, text) {
  const [top, name] = file.split('/');
  const part = top === 'packages' ? `packages/${name}` : top;
  const home = top === 'packages' || top === 'plants' ? `${top}/${name}` : top;
  const rule = RULES[part];
  if (rule === undefined) {
    return [
      { file, line: 1, message: `${part} has no rule: say in scripts/boundaries.mjs what it may import` },
    ];
  }
  const faults = [];
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2];
    const line = text.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length;
    const message = judge(file, home, rule, specifier);
    if (message !== undefined) faults.push({ file, line, message });
  }
  return faults;
}

function judge(file, home, rule, specifier) {
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/');
    if (target.startsWith(`${home}/`) || rule.may === 'all') return undefined;
    return `"${specifier}" leaves ${home}: import the package by its name, where ${home} may import it`;
  }
  if (!specifier.startsWith('@millwright/')) return undefined;
  // The browser-safe part of the model may be imported wherever the model may.
  const wanted = specifier === '@millwright/model/web' ? '@millwright/model' : specifier;
  if (rule.may === 'all' || rule.may.includes(wanted)) return undefined;
  if (TEST_FILE.test(file) && TESTS_MAY.includes(specifier)) return undefined;
  const packageName = specifier.split('/').slice(0, 2).join('/');
  const inside = rule.may.some((m) => m === packageName) ? `only by ${rule.may.join(', ')}` : undefined;
  return `${home} must not import "${specifier}"${inside === undefined ? '' : ` (${inside})`}: ${rule.why}`;
}

/** Faults of all files below the root. */
export function checkProject(root) {
  const faults = [];
  for (const top of ['packages', 'plants', 'bench', 'scripts']) {
    for (const file of sourceFiles(join(root, top))) {
      const path = relative(root, file).split(sep).join('/');
      faults.push(...checkFile(path, readFileSync(file, 'utf8')));
    }
  }
  return faults;
}

function sourceFiles(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (['node_modules', 'dist', 'results', '.vite', 'pictures'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.(ts|tsx|mts|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const faults = checkProject(join(import.meta.dirname, '..'));
  for (const { file, line, message } of faults) console.error(`${file}:${line} ${message}`);
  if (faults.length > 0) process.exitCode = 1;
}
