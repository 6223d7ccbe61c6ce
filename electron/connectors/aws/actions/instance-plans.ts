import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type ActionCall, failure, type MachineState } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import {
  hibernate as hibernateStep,
  modify,
  newType,
  reboot as rebootStep,
  start as startStep,
  stop as stopStep,
  terminate as terminateStep,
} from './instance-steps.ts';
import { checkProtection, checkSpot, groupWarning, instanceDependants, stopLosses } from './instance-warnings.ts';
import { notPossible, type Planner, type Planning, planOf, refuse, skip } from './target-plan.ts';

/** Skips what has the wanted state already; throws `conflict` for states from which it cannot be reached now. */
function already(call: ActionCall, rule: { from: MachineState[]; already: MachineState[] }): string | null {
  const { state, providerState, name } = call.target;
  if (rule.already.includes(state)) return `already ${providerState}`;
  if (rule.from.includes(state)) return null;
  return refuse(call, `is ${providerState || 'in an unknown state'}.`, `Wait until ${name} is ${rule.from.join(' or ')}, and plan again.`);
}

export const start: Planner = async (call) => {
  const done = already(call, { from: ['stopped'], already: ['running', 'starting'] });
  return done ? skip(done) : planOf([startStep]);
};

async function stopWarnings(call: ActionCall, planning: Planning): Promise<string[]> {
  if (detailOf(call.target, 'root device') === 'instance-store') {
    notPossible(call, 'has its root volume in instance store.', 'AWS can only reboot or terminate it.');
  }
  const spot = await checkSpot(call, planning);
  return [...spot, ...(await checkProtection(call, 'disableApiStop', planning)), ...(await stopLosses(call.target, planning))];
}

async function stopping(call: ActionCall, planning: Planning) {
  const warnings = await stopWarnings(call, planning);
  const { dependants, warnings: unknown } = await instanceDependants(call.target, planning);
  return { dependants, warnings: [...warnings, ...groupWarning(call.target), ...unknown] };
}

export const stop: Planner = async (call, planning) => {
  const done = already(call, { from: ['running'], already: ['stopped', 'stopping'] });
  return done ? skip(done) : planOf([stopStep], await stopping(call, planning));
};

export const hibernate: Planner = async (call, planning) => {
  if (detailOf(call.target, 'hibernation') !== 'enabled') {
    notPossible(call, 'was not launched with hibernation enabled.', 'AWS cannot enable it later. Stop the instance instead.');
  }
  const done = already(call, { from: ['running'], already: ['stopped', 'stopping'] });
  return done ? skip(done) : planOf([hibernateStep], await stopping(call, planning));
};

export const reboot: Planner = async (call, planning) => {
  already(call, { from: ['running'], already: [] });
  return planOf([rebootStep], await instanceDependants(call.target, planning));
};

export const terminate: Planner = async (call, planning) => {
  const { state, providerState } = call.target;
  if (state === 'terminated' || providerState === 'shutting-down') return skip(`already ${providerState}`);
  const warnings = await checkProtection(call, 'disableApiTermination', planning);
  const { dependants, warnings: unknown } = await instanceDependants(call.target, planning);
  return planOf([terminateStep], { dependants, warnings: [...warnings, ...groupWarning(call.target), ...unknown] });
};

function unsuitable(message: string, hint: string): never {
  throw failure('invalid_input', message, { hint });
}

/** Throws `invalid_input` where the image or the drivers of the machine cannot run on the type. */
function checkFit({ target }: ActionCall, type: string, info: InstanceTypeInfo): void {
  const architecture = detailOf(target, 'architecture');
  const supported = info.ProcessorInfo?.SupportedArchitectures ?? [];
  if (architecture && !supported.includes(architecture as never)) {
    unsuitable(`${type} is ${supported.join(' or ')}, ${target.name} is ${architecture}.`, 'Choose a type of the same architecture.');
  }
  if (info.NetworkInfo?.EnaSupport === 'required' && detailOf(target, 'ENA') === 'no') {
    unsuitable(`${type} needs enhanced networking (ENA), which ${target.name} has not enabled.`, 'Install the ENA driver first.');
  }
}

async function checkType(call: ActionCall, type: string, { facts }: Planning): Promise<void> {
  const { region, zone } = call.target;
  const info = await facts.instanceType(region, type);
  if (!info) unsuitable(`There is no instance type ${type} in ${region}.`, 'Correct the type, e.g. m7g.large.');
  checkFit(call, type, info);
  if (zone && !(await facts.isOffered({ region, zone }, type))) {
    unsuitable(`${type} is not offered in ${zone}.`, 'Choose a type that the zone has.');
  }
}

/** A running instance is stopped, changed and started; AWS changes the type of a stopped one only. */
export const resize: Planner = async (call, planning) => {
  const type = newType(call.input);
  if (type === '') unsuitable('No type was given.', 'Give the new type, e.g. m7g.large.');
  if (type === call.target.type) return skip(`already ${type}`);
  already(call, { from: ['running', 'stopped'], already: [] });
  if (detailOf(call.target, 'purchase') === 'spot') {
    notPossible(call, 'is a spot instance.', 'AWS cannot change its type. Request a new one.');
  }
  await checkType(call, type, planning);
  const kept = detailOf(call.target, 'hibernation') === 'enabled' ? ['It can hibernate: AWS may refuse to change its type.'] : [];
  if (call.target.state === 'stopped') return planOf([modify], { warnings: kept });
  const { dependants, warnings } = await stopping(call, planning);
  return planOf([stopStep, modify, startStep], { dependants, warnings: [...kept, ...warnings] });
};
