// SPDX-License-Identifier: MIT
// What users do in their browser: they sign in on the page that a client sends them to, and leave all boxes as they are.
import assert from 'node:assert/strict';

/** Where the browser is sent back to. */
export async function signIn(address, user, password) {
  const page = await (await fetch(address)).text();
  const seal = page.match(/name="form" value="([^"]+)"/);
  assert.ok(seal, page);
  const form = new URLSearchParams({ user, password, form: seal[1] });
  for (const [, name] of page.matchAll(/type="checkbox" name="([^"]+)" checked/g)) form.set(name, 'on');
  const answer = await fetch(new URL(address.pathname, address), { method: 'POST', body: form, redirect: 'manual' });
  assert.equal(answer.status, 303);
  return new URL(answer.headers.get('location'));
}
