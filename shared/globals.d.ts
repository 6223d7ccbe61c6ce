/** The part of AbortSignal that the contract names; every runtime of ours has it. */
interface AbortSignal {
  readonly aborted: boolean;
}
