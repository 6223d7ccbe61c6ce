import { describe, expect, test } from 'vitest';
import { connectSnippets } from '#connectors/gcp/connect.ts';
import { answerFailure, networkFailure, retryAfterMs } from '#connectors/gcp/errors.ts';
import { labelsAfter } from '#connectors/gcp/labels.ts';
import { machineOf } from '#connectors/gcp/machines.ts';
import { requestIdOf } from '#connectors/gcp/request-id.ts';
import { googleEndpoints, readSettings } from '#connectors/gcp/settings.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const source = { connectionId: 'c1', operation: 'compute.instances.start', scope: 'web-1' };

describe('an answer of Google', () => {
  const body = (reason: string) => JSON.stringify({ error: { message: `Message of ${reason}`, errors: [{ reason }] } });

  test.each([
    [401, 'authError', 'auth_required'],
    [403, 'rateLimitExceeded', 'rate_limited'],
    [403, 'userRateLimitExceeded', 'rate_limited'],
    [403, 'quotaExceeded', 'forbidden'],
    [403, 'accessNotConfigured', 'forbidden'],
    [403, 'forbidden', 'forbidden'],
    [404, 'notFound', 'not_found'],
    [409, 'alreadyExists', 'conflict'],
    [412, 'conditionNotMet', 'conflict'],
    [429, 'rateLimitExceeded', 'rate_limited'],
    [400, 'resourceNotReady', 'conflict'],
    [400, 'resourceInUseByAnotherResource', 'conflict'],
    [400, 'invalid', 'invalid_input'],
    [501, 'notImplemented', 'unsupported'],
    [500, 'internalError', 'provider_unavailable'],
    [503, 'backendError', 'provider_unavailable'],
  ])('of status %i and reason %s is %s', (status, reason, code) => {
    const { error } = answerFailure({ status, text: body(reason), retryAfter: null }, source, 0);
    expect(error).toMatchObject({ code, source });
    expect(error.message).not.toBe('');
  });

  test('without a reason is judged by its status, and by its `ErrorInfo` where it has one', () => {
    expect(answerFailure({ status: 502, text: '<html>', retryAfter: null }, source, 0).error.code).toBe('provider_unavailable');
    const text = JSON.stringify({ error: { message: 'x', status: 'RESOURCE_EXHAUSTED', details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] } });
    expect(answerFailure({ status: 403, text, retryAfter: '3' }, source, 0).error).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 3000,
    });
  });

  test('names the permission that is missing, the quota that is used up and the API that is off', () => {
    const of = (reason: string) => answerFailure({ status: 403, text: body(reason), retryAfter: null }, source, 0).error;
    expect(of('forbidden')).toMatchObject({ message: 'compute.instances.start is not allowed in web-1.' });
    expect(of('quotaExceeded').hint).toContain('quota');
    expect(of('accessNotConfigured').hint).toContain('enable');
  });

  test('says how long to wait in seconds or as a date', () => {
    expect(retryAfterMs('7', 0)).toBe(7000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:09 GMT', 1000)).toBe(8000);
    expect(retryAfterMs('soon', 0)).toBeUndefined();
  });
});

describe('a call that got no answer', () => {
  const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_SOCKET'])('%s is offline', (code) => {
    expect(networkFailure(broken(code), source)).toMatchObject({ error: { code: 'offline', source } });
  });

  test('a certificate that is not trusted is no lack of network', () => {
    expect(networkFailure(broken('SELF_SIGNED_CERT_IN_CHAIN'), source)).toMatchObject({ error: { code: 'invalid_input' } });
  });

  test('aborts and bugs stay what they are', () => {
    const abort = new DOMException('x', 'AbortError');
    expect(networkFailure(abort, source)).toBe(abort);
    const bug = new TypeError('x is not a function');
    expect(networkFailure(bug, source)).toBe(bug);
    expect(networkFailure(new DOMException('x', 'TimeoutError'), source)).toMatchObject({ error: { code: 'timeout' } });
  });
});

describe('labels', () => {
  test('are set and removed, the others stay', () => {
    expect(labelsAfter({ a: '1', b: '2' }, { set: 'c=3\nb=4', remove: 'a' })).toEqual({ b: '4', c: '3' });
  });

  test.each(['Team=web', 'team', '=x', 'team=Web Shop', `${'k'.repeat(64)}=v`])('%s is refused before Google is asked', async (set) => {
    expect(await errorOf(() => labelsAfter({}, { set }))).toMatchObject({ code: 'invalid_input' });
  });
});

test('a request id is a UUID, the same for each try and another for each step', () => {
  expect(requestIdOf('run-1/0/stop')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(requestIdOf('run-1/0/stop')).toBe(requestIdOf('run-1/0/stop'));
  expect(requestIdOf('run-1/0/stop')).not.toBe(requestIdOf('run-1/0/start'));
});

test('settings: lists, defaults, endpoints without a slash', () => {
  expect(readSettings({})).toEqual({ auth: 'key', adcFile: '', impersonate: '', projects: [], endpoints: googleEndpoints });
  const settings = readSettings({ auth: 'adc', projects: ' shop-prod, shop-dev\nshop-prod ', computeEndpoint: 'http://localhost:1/' });
  expect(settings).toMatchObject({ auth: 'adc', projects: ['shop-prod', 'shop-dev'], endpoints: { compute: 'http://localhost:1' } });
});

describe('snippets', () => {
  const owner = { id: 'shop-prod', name: '', number: '' };
  const link = 'projects/shop-prod/zones/europe-west1-b/instances/web-1';

  test('connect to Linux by SSH through IAP, and to the serial console', () => {
    const [iap, , serial] = connectSnippets(machineOf({ selfLink: link, name: 'web-1' }, owner));
    expect(iap?.command).toBe('gcloud compute ssh web-1 --project shop-prod --zone europe-west1-b --tunnel-through-iap');
    expect(serial?.command).toContain('connect-to-serial-port web-1');
  });

  test('connect to Windows by a tunnel for RDP', () => {
    const windows = machineOf({ selfLink: link, name: 'web-1', disks: [{ boot: true, licenses: ['x/windows-server-2022-dc'] }] }, owner);
    expect(connectSnippets(windows)[0]?.command).toContain('start-iap-tunnel web-1 3389');
  });

  test('quote what a shell would read otherwise, and there are none for a disk', () => {
    const odd = { ...machineOf({ selfLink: link, name: 'web-1' }, owner), name: "a'; rm -rf ~" };
    expect(connectSnippets(odd)[0]?.command).toContain(String.raw`ssh 'a'\''; rm -rf ~' --project`);
    expect(connectSnippets({ ...odd, kind: 'disk' })).toEqual([]);
  });
});
