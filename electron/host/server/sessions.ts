import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** How long a printed link can be exchanged for a session. */
const linkLifeMs = 30 * 60_000;
/** A session that nobody uses ends after this. */
const sessionLifeMs = 12 * 3_600_000;

interface NewSession {
  /** Value of the HttpOnly cookie. */
  cookie: string;
  /**
   * Second half, kept by the page. Browsers send cookies of 127.0.0.1 to every port of it, so another account's server
   * on the same machine may see the cookie; storage belongs to one origin, port included.
   */
  key: string;
}

interface Session {
  cookie: Buffer;
  key: Buffer;
  usedAt: number;
}

/** One-time links and the sessions they were exchanged for. Lives as long as the host; keeps only hashes. */
export interface Sessions {
  /** A fresh one-time token. Earlier ones stay valid until used or expired. */
  issueLink(): string;
  /** Exchanges a token; null when it is unknown, used or expired. */
  redeem(token: string): NewSession | null;
  /** Whether both halves belong to one living session. */
  isValid(cookie: string | null, key: string | null): boolean;
  /** For navigations, which cannot send a header: the cookie alone. Good only for what has an unguessable address too. */
  isKnownCookie(cookie: string | null): boolean;
}

/** @param now epoch ms */
export function createSessions(now: () => number): Sessions {
  let links: { token: Buffer; expiresAt: number }[] = [];
  let sessions: Session[] = [];
  const living = () => (sessions = sessions.filter(({ usedAt }) => now() - usedAt < sessionLifeMs));

  const touch = (session: Session | undefined) => {
    if (session) session.usedAt = now();
    return session !== undefined;
  };

  return {
    issueLink: () => {
      const token = secret();
      links.push({ token: hash(token), expiresAt: now() + linkLifeMs });
      return token;
    },
    redeem: (token) => {
      const given = hash(token);
      links = links.filter(({ expiresAt }) => expiresAt > now());
      const link = links.find((candidate) => timingSafeEqual(candidate.token, given));
      if (!link) return null;
      links = links.filter((other) => other !== link);
      const created = { cookie: secret(), key: secret() };
      sessions.push({ cookie: hash(created.cookie), key: hash(created.key), usedAt: now() });
      return created;
    },
    isValid: (cookie, key) => {
      if (cookie === null || key === null) return false;
      const [cookieHash, keyHash] = [hash(cookie), hash(key)];
      return touch(living().find((session) => timingSafeEqual(session.cookie, cookieHash) && timingSafeEqual(session.key, keyHash)));
    },
    isKnownCookie: (cookie) => {
      if (cookie === null) return false;
      const cookieHash = hash(cookie);
      return touch(living().find((session) => timingSafeEqual(session.cookie, cookieHash)));
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Equal lengths for the timing-safe comparison, and nothing usable in a memory dump. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Value of a cookie of a request, or null. */
export function cookieOf(request: IncomingMessage, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
