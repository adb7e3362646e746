import { messageOf } from "../../diagnostics/error-message.ts";
import type { Arguments } from "../arguments.ts";
import { FAILED, FOUND, type Surroundings } from "../command.ts";
import { Output } from "../print/output.ts";
import { safeLine } from "../print/safe.ts";
import { type Answer, type Link, NoAnswer } from "./link.ts";
import { chosenProcesses, titleOf } from "./processes.ts";

/** Formats an answer for people. */
export type Describe = (answer: Answer) => readonly string[];

/** Sends a command to the processes that are named, and prints their answers. Resolves with the exit code. */
export async function askProcesses(
  args: Arguments,
  names: readonly string[],
  surroundings: Surroundings,
  command: object,
  describe: Describe,
): Promise<number> {
  const links = await chosenProcesses(args, names, surroundings);
  const out = new Output(surroundings.out);
  const say = (text: string) => out.text(`${safeLine(text)}\n`);
  let code: number = FOUND;
  const answers = await Promise.all(links.map((link) => answerOf(link, command)));
  for (const [i, answer] of answers.entries()) {
    const { greeting } = links[i] as Link;
    const title = titleOf(greeting);
    if (!answer.ok) {
      surroundings.complain(`${title}: ${answer.message}`);
      code = FAILED;
    } else if (args.flag("json")) {
      const { ok: _, ...members } = answer;
      say(JSON.stringify({ pid: greeting.pid, ...members }));
    } else {
      const lines = describe(answer);
      if (links.length === 1) lines.forEach(say);
      else {
        say(title);
        for (const line of lines) say(`  ${line}`);
      }
    }
  }
  out.flush();
  for (const link of links) link.close();
  return code;
}

async function answerOf(link: Link, command: object): Promise<Answer> {
  try {
    return await link.ask(command);
  } catch (error) {
    const message = error instanceof NoAnswer ? "it has ended" : messageOf(error);
    return { ok: false, message };
  }
}
