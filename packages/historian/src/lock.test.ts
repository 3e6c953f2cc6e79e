import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FolderLock } from './lock.ts';
import { temporaryFolder } from './testing/folders.ts';

const LOCK = fileURLToPath(new URL('./lock.ts', import.meta.url));

describe('FolderLock', () => {
  it('H8 a living process keeps its folder; a dead one leaves it', async () => {
    const folder = temporaryFolder();
    const script = `import(${JSON.stringify(LOCK)}).then(({ FolderLock }) => { FolderLock.acquire(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(() => FolderLock.acquire(folder)).toThrow(
      `${folder} is in use by process ${child.pid}. Stop that process`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = FolderLock.acquire(folder);
    lock.release();
    expect(fs.existsSync(lock.file)).toBe(false);
  });

  it.each([
    ['a process that is dead', () => `${spawnSync(process.execPath, ['-e', '']).pid} 1`],
    ['another process that had our number', () => `${process.pid} 1`],
    ['nothing readable', () => 'garbage'],
    ['nothing at all', () => ''],
  ])('H8 a lock left by %s is taken over', (_name, content) => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'lock'), content());
    FolderLock.acquire(folder).release();
  });

  it('H8 the same folder under two names is one folder', () => {
    const folder = temporaryFolder();
    const link = `${folder}-link`;
    fs.symlinkSync(folder, link);
    onTestFinished(() => fs.rmSync(link));
    const lock = FolderLock.acquire(link);
    expect(() => FolderLock.acquire(folder)).toThrow(`is in use by process ${process.pid}`);
    lock.release();
  });

  it('H8 a folder that cannot be made is named', () => {
    const file = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(file, '');
    expect(() => FolderLock.acquire(path.join(file, 'data'))).toThrow(
      `Cannot make ${path.join(file, 'data')}`,
    );
  });
});
