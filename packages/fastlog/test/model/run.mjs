// Runs sequences of commands with the shipped package, each with a copy of its own, and checks the contract after each:
// first as it is, and then again with one of the calls failing that were counted.
//
//   node run.mjs FOLDER FROM TO                              the sequences of those seeds
//   node run.mjs FOLDER '[{"commands":[…],"fault":{…}}, …]'  those sequences
//
// Reports on descriptor 3 a line for each that fails: its seed, its commands, the fault and what was broken.
import { sequenceOf } from "./commands.mjs";
import { brokenBy } from "./contract.mjs";
import { CALLS, FAILURES, real } from "./faults.mjs";
import { World } from "./world.mjs";

const [folder, ...which] = process.argv.slice(2);
process.setMaxListeners(0);

/** The one that is run, for who dies of it. */
let running = {};

function report(failure) {
  real.writeSync(3, `${JSON.stringify(failure)}\n`);
}

process.on("uncaughtException", (error) => {
  report({ ...running, problems: [`uncaught: ${error?.stack}`] });
  process.exit(1);
});

/** Runs one; returns how often it has called each function. */
async function run(sequence) {
  running = sequence;
  const world = new World(folder);
  const { faults, problems } = world;
  try {
    await world.prepare(sequence.commands);
    if (sequence.fault !== undefined) faults.arm(sequence.fault);
    for (const command of sequence.commands) await world.run(command);
    await brokenBy(world);
  } catch (error) {
    problems.push(`threw: ${error?.stack}`);
  } finally {
    world.end();
  }
  const failed = [...new Set(faults.failed)];
  if (problems.length > 0) report({ ...sequence, failed, problems: problems.slice(0, 5) });
  return faults.counts;
}

/** One of the calls that were made, and how it fails: each function as often as any other. */
function faultOf(counts, pick) {
  const made = CALLS.filter((call) => counts[call] > 0);
  if (made.length === 0) return undefined;
  const call = made[pick % made.length];
  const after = Math.floor(pick / made.length) % counts[call];
  const kinds = FAILURES[call];
  return { call, kind: kinds[pick % kinds.length], after };
}

if (which.length === 1) {
  for (const sequence of JSON.parse(which[0])) await run(sequence);
} else {
  for (let seed = Number(which[0]); seed < Number(which[1]); seed++) {
    const { commands, pick } = sequenceOf(seed);
    const counts = await run({ seed, commands });
    const fault = faultOf(counts, pick);
    if (fault !== undefined) await run({ seed, commands, fault });
  }
}
real.writeSync(3, "done\n");
process.exit();
