/** Asks for a name in a dialog of the browser's own kind: modal, closed by Escape, focus goes back by itself. */

/** Resolves with the trimmed name, or undefined when nothing was said. */
export function askName(
  title: string,
  words: { ok: string; cancel: string },
  present = '',
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask-name';
    const form = document.createElement('form');
    form.method = 'dialog';
    const label = document.createElement('label');
    label.textContent = title;
    const input = document.createElement('input');
    input.type = 'text';
    input.value = present;
    input.autocomplete = 'off';
    input.spellcheck = false;
    label.append(input);
    const buttons = document.createElement('div');
    buttons.className = 'build-buttons';
    const ok = document.createElement('button');
    ok.className = 'button button-main';
    ok.value = 'ok';
    ok.textContent = words.ok;
    const cancel = document.createElement('button');
    cancel.className = 'button';
    cancel.type = 'button';
    cancel.textContent = words.cancel;
    cancel.addEventListener('click', () => dialog.close());
    buttons.append(ok, cancel);
    form.append(label, buttons);
    dialog.append(form);
    dialog.addEventListener('close', () => {
      const name = input.value.trim();
      dialog.remove();
      resolve(dialog.returnValue === 'ok' && name !== '' ? name : undefined);
    });
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}
