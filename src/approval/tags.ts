import type { Call } from "../action/capture.js";
import { digest } from "../canonical.js";
import type { Selector } from "../people/person.js";
import type { Combined } from "./combine.js";
import { everybody } from "./eligible.js";

/** Finds the requests that whoever this selector names may decide. */
export const approverTag = (selector: Selector): string => `approver:${Object.entries(selector).flat().join(":")}`;
/** Finds the requests of which this person, by id, is one of the call's own people. */
export const ownTag = (person: string): string => `own:${person}`;
export const isOwnTag = (tag: string): boolean => tag.startsWith("own:");
/** Finds the calls of an action. */
export const actionTag = (action: string): string => `action:${action}`;

/** Under what a call is found without a scan. `own`: ids of its own people. */
export function tagsOf(call: Call, requirement: Combined, own: Iterable<string> = []): string[] {
  const { agent, session } = call.context;
  return [
    actionTag(call.definition.name),
    ...(agent ? [`agent:${digest([agent.issuer, agent.subject])}`] : []),
    ...(session === undefined ? [] : [`session:${session}`]),
    ...everybody(requirement).map(approverTag),
    ...[...own].map(ownTag),
  ];
}
