import { type AppError, AppFailure, appError } from '../../sdk.ts';
import { isFailure } from './s3.ts';

interface Refused {
  error: AppError;
  buckets: string[];
}

/** Collects what could not be read beside the rest: one warning for each call, however many buckets it concerns. */
export class Refusals {
  private readonly byOperation = new Map<string, Refused>();

  /** Undefined when it could not be read. What concerns the whole connection ends the read. */
  async part<T>(bucket: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (cause) {
      if (!(cause instanceof AppFailure) || isFailure(cause, 'offline', 'timeout', 'rate_limited', 'auth_required')) throw cause;
      // A store that speaks S3 may lack the part altogether: nobody can do anything about it.
      if (!isFailure(cause, 'unsupported')) this.add(bucket, cause.error);
      return undefined;
    }
  }

  add(bucket: string, error: AppError): void {
    const key = `${error.code} ${error.source?.operation ?? ''}`;
    const known = this.byOperation.get(key) ?? { error, buckets: [] };
    known.buckets.push(bucket);
    this.byOperation.set(key, known);
  }

  warnings(): AppError[] {
    return [...this.byOperation.values()].map(({ error, buckets }) => {
      if (buckets.length === 1) return error;
      const { code, message, ...rest } = error;
      return appError(code, `${message} The same holds for ${buckets.length - 1} more buckets.`, rest);
    });
  }
}
