/** `millwright init`: a small plant that checks clean and shows values at once. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { jsonSchemas } from '@millwright/model';
import { CommandError, EXIT } from './exit-codes.ts';
import { print, printJson } from './output.ts';
import { templateFiles } from './template.ts';

export async function init(folder: string, options: { json: boolean }): Promise<void> {
  const target = resolve(folder);
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new CommandError(EXIT.usage, `${target} is no folder that can be read: ${error.message}`);
  });
  if (there.length > 0) {
    throw new CommandError(
      EXIT.usage,
      `${target} is not empty. Name a new folder; nothing is ever overwritten.`,
    );
  }
  const files = { ...templateFiles(plantId(target)), ...schemaFiles() };
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(target, name)), { recursive: true });
      await writeFile(join(target, name), text, { flag: 'wx' });
    }
  } catch (error) {
    throw new CommandError(
      EXIT.cannotStart,
      `${target} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (options.json) {
    printJson({ folder: target, files: Object.keys(files) });
    return;
  }
  print(
    `Wrote a plant to ${target}.\n\n` +
      `  Look at it    ${folder}/README.md\n` +
      `  Check it      millwright check ${folder}\n` +
      `  Start it      millwright start ${folder}`,
  );
}

/** The plant is named after its folder. */
function plantId(folder: string): string {
  const id = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return id === '' ? 'my-plant' : id;
}

/** Kept with the plant, so that editors complete and check its documents wherever it lies. */
function schemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [
      `.schema/${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
}
