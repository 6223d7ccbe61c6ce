import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { mostFiles } from '#shared/model/transfer.ts';
import type { FileGrants } from '../ports.ts';

type Direction = 'open' | 'save';

/** Grants kept at a time, enough for two whole folders of files; the oldest are forgotten first. */
const limit = 2 * mostFiles;

/** Tokens for files the person chose, for the life of this process. A token is good for the direction it was given for. */
export function createFileGrants(): FileGrants {
  const grants = new Map<string, { path: string; direction: Direction; copy: boolean }>();
  const grant = (path: string, direction: Direction, copy = false) => {
    const token = randomBytes(24).toString('base64url');
    grants.set(token, { path: resolve(path), direction, copy });
    const oldest = grants.size > limit ? grants.keys().next().value : undefined;
    if (oldest !== undefined) grants.delete(oldest);
    return token;
  };
  const pathOf = (token: string, direction: Direction) => {
    const found = grants.get(token);
    if (found?.direction === direction) return found.path;
    throw failure('not_found', 'This file was not chosen in this session', { hint: 'Choose the file again.' });
  };
  return {
    grantOpen: (path) => grant(path, 'open'),
    grantCopy: (path) => grant(path, 'open', true),
    grantSave: (path) => grant(path, 'save'),
    pathToOpen: (token) => pathOf(token, 'open'),
    isCopy: (token) => grants.get(token)?.copy ?? false,
    pathToSave: (token) => pathOf(token, 'save'),
  };
}
