import { failure } from '../sdk.ts';

/** An Azure Resource Manager id, taken apart. Azure compares ids without case and gives them in varying case: here all is lower case. */
export interface ArmId {
  subscription: string;
  resourceGroup: string;
  /** Without the provider's namespace: `virtualmachines`, `virtualmachinescalesets/virtualmachines`. */
  type: string;
  /** One for each part of the type. */
  names: string[];
  /** The last of them. */
  name: string;
}

const pattern = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/[^/]+\/(.+)$/;

/** Throws `invalid_input` for what is no id of a resource in a resource group. */
export function parseArmId(id: string): ArmId {
  const [, subscription, resourceGroup, rest] = pattern.exec(canonical(id)) ?? [];
  if (!subscription || !resourceGroup || !rest) throw failure('invalid_input', `Not the id of an Azure resource: ${id}`);
  const parts = rest.split('/');
  const names = parts.filter((_, index) => index % 2 === 1);
  const type = parts.filter((_, index) => index % 2 === 0).join('/');
  return { subscription, resourceGroup, type, names, name: names.at(-1) ?? '' };
}

/** The one spelling under which the console knows a resource; Azure's cost data use it too. */
export function canonical(id: string | undefined): string {
  return (id ?? '').toLowerCase();
}

/** Last part of an id, for showing it. */
export function shortName(id: string): string {
  return id.split('/').at(-1) ?? id;
}
