import { describe, expect, it } from 'vitest';
import { checkFile } from './boundaries.mjs';

const messages = (file, text) => checkFile(file, text).map((f) => f.message);

describe('import boundaries', () => {
  it('lets a package import what its place allows', () => {
    expect(
      messages('packages/live/src/a.ts', "import { Plant } from '@millwright/model';\nimport './b.ts';"),
    ).toEqual([]);
    expect(
      messages('packages/web/src/a.ts', "import { ApiClient } from '@millwright/server/client';"),
    ).toEqual([]);
    expect(messages('bench/src/a.ts', "import { Historian } from '@millwright/historian';")).toEqual([]);
  });

  it('refuses the others, with line and what to use instead', () => {
    const faults = checkFile(
      'packages/web/src/a.ts',
      "import x from 'react';\n\nimport { y } from '@millwright/server';\n",
    );
    expect(faults).toEqual([
      { file: 'packages/web/src/a.ts', line: 3, message: expect.stringMatching(/server\/client/) },
    ]);
    expect(
      messages('packages/model/src/a.ts', "import type { LiveStore } from '@millwright/live';"),
    ).toHaveLength(1);
    expect(messages('packages/live/src/a.ts', "export * from '@millwright/historian';")).toHaveLength(1);
    expect(
      messages('packages/connect/src/a.ts', "const a = await import('@millwright/server');"),
    ).toHaveLength(1);
    expect(
      messages('plants/mill/emulator/a.ts', "import {\n  a,\n  b,\n} from '@millwright/connect';"),
    ).toHaveLength(1);
  });

  it('refuses relative paths that leave the package', () => {
    expect(messages('packages/web/src/a.ts', "import '../../server/src/api/frames.ts';")).toHaveLength(1);
    expect(messages('packages/web/src/a.ts', "import '../vite.config.ts';")).toEqual([]);
    expect(messages('plants/mill/emulator/a.ts', "import '../../other/emulator/b.ts';")).toHaveLength(1);
  });

  it('lets tests use other parts', () => {
    expect(
      messages('packages/web/test/a.test.ts', "import { startServer } from '@millwright/server';"),
    ).toEqual([]);
  });

  it('wants a rule for every package', () => {
    expect(messages('packages/unheard-of/src/a.ts', '')[0]).toMatch(/has no rule/);
  });
});
