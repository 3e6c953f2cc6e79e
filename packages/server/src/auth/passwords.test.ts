import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, passwordProblem } from './passwords.ts';

describe('passwords', () => {
  it('S33 are kept as argon2id with a salt of their own', async () => {
    const [one, two] = await Promise.all([
      hashPassword('rolls turn slowly'),
      hashPassword('rolls turn slowly'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(two).not.toBe(one);
    expect(await isPassword('rolls turn slowly', one)).toBe(true);
    expect(await isPassword('rolls turn slowly ', one)).toBe(false);
    expect(await isPassword('', one)).toBe(false);
  });

  it('S33 are what others derive: the known answer of the reference implementation', async () => {
    // test.c of phc-winner-argon2: hashtest(0x13, 2, 16, 1, "password", "somesalt", …), argon2id.
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPassword('password', phc)).toBe(true);
    expect(await isPassword('passwore', phc)).toBe(false);
    await expect(isPassword('password', phc.replace('argon2id', 'argon2i'))).rejects.toThrow(
      'not a PHC string',
    );
  });

  it('S33 the same letters typed in two ways are one password', async () => {
    const phc = await hashPassword('Z\u00fcndkerze 12');
    expect(await isPassword('Zu\u0308ndkerze 12', phc)).toBe(true);
  });

  it.each([
    ['short', 'too short', /at least 10/],
    ['x'.repeat(201), 'too long', /at most 200/],
    ['password123', 'common', /guessed/],
    ['aaaaaaaaaaaa', 'one letter', /guessed/],
    ['millwright1', 'our name', /guessed/],
    ['my-name-is-anabel', 'the own name', /guessed/],
  ])('S33 %s is refused: %s', (password, _why, message) => {
    expect(passwordProblem(password, 'anabel')).toMatch(message);
  });

  it('S33 a sentence is a good password', () => {
    expect(passwordProblem('rolls turn slowly', 'ana')).toBeUndefined();
    expect(passwordProblem('机架轧辊转得慢又慢又稳', 'ana')).toBeUndefined();
  });
});
