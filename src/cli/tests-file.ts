import { dirname, resolve } from "node:path";
import type { Issue } from "../errors.js";
import type { Said } from "../policy/judged.js";
import { MASKS, type MaskKind, type Masks } from "../policy/mask.js";
import { dataIn } from "./data-in.js";
import { callIssues, type GivenCall, isObject, isText, isTexts, type Members, membersIssues } from "./given-call.js";
import type { Sources } from "./policies.js";

/** What a test expects of a call. */
export interface Expected {
  readonly verdict: Said["verdict"];
  /** They must be among those that decide. */
  readonly rules?: readonly string[];
  /** They must be all. */
  readonly masks?: Masks;
  /** The verdict with the rules in shadow. */
  readonly shadow?: Said["verdict"];
}

/** A call, and what is to become of it. */
export interface PolicyTest {
  readonly name: string;
  readonly call: GivenCall;
  readonly expect: Expected;
}

interface Given {
  readonly policy?: string | readonly string[];
  readonly actions?: string;
  readonly predicates?: string;
  readonly tests: readonly (Omit<PolicyTest, "expect"> & { readonly expect: Expected | Said["verdict"] })[];
}

/** Tests, and what they are judged by. */
export interface TestsFile extends Sources {
  readonly tests: readonly PolicyTest[];
}

/** What the command names itself. */
export type Named = { readonly [K in keyof Sources]: Sources[K] | undefined };

/** Reads tests. What the command names counts in place of what the file does. @throws Unusable */
export async function testsIn(file: string, named: Named): Promise<TestsFile> {
  const { data, refused } = await dataIn(file, "the file of tests");
  const issues = fileIssues(data);
  if (issues.length > 0) throw refused(issues);
  const { policy = [], actions, predicates, tests } = data as Given;
  const beside = (path: string) => resolve(dirname(file), path);
  const policies = named.policies ?? [policy].flat().map(beside);
  if (policies.length === 0) throw refused([{ path: "policy", message: "is missing: name it here or with --policy" }]);
  return {
    policies,
    actions: named.actions ?? (actions && beside(actions)),
    predicates: named.predicates ?? (predicates && beside(predicates)),
    tests: tests.map(({ expect, ...test }) => ({
      ...test,
      expect: typeof expect === "string" ? { verdict: expect } : expect,
    })),
  };
}

const VERDICTS: readonly unknown[] = ["allow", "ask", "deny"];
const isVerdict = (value: unknown): boolean => VERDICTS.includes(value);

const FILE: Members<Given> = {
  policy: ["the path of a policy, or a list of them, the organisation's first", (one) => isText(one) || isTexts(one)],
  actions: ["the path of a module", isText],
  predicates: ["the path of a module", isText],
  tests: ["a list, not empty, of { name, call, expect }", (value) => Array.isArray(value) && value.length > 0],
};
const TEST: Members<PolicyTest> = {
  name: ["a text", isText],
  call: ["an object: { action, args }", isObject],
  expect: ["allow, ask, deny or { verdict, rules, masks, shadow }", (one) => isVerdict(one) || isObject(one)],
};
const EXPECTED: Members<Expected> = {
  verdict: ["allow, ask or deny", isVerdict],
  rules: ["a list of the ids of rules", isTexts],
  masks: [
    `paths with one of ${MASKS.join(", ")}`,
    (value) => isObject(value) && Object.values(value).every((kind) => MASKS.includes(kind as MaskKind)),
  ],
  shadow: ["allow, ask or deny", isVerdict],
};

function fileIssues(data: unknown): readonly Issue[] {
  if (!isObject(data)) return [{ path: "", message: "must be an object: give { policy, tests }" }];
  const issues = membersIssues(data, FILE, ["tests"]);
  if (issues.length > 0) return issues;
  return (data["tests"] as readonly unknown[]).flatMap((test, i) => within(`tests[${i}]`, testIssues(test)));
}

function testIssues(test: unknown): readonly Issue[] {
  if (!isObject(test)) return [{ path: "", message: "must be an object: give { name, call, expect }" }];
  const issues = membersIssues(test, TEST, ["name", "call", "expect"]);
  if (issues.length > 0) return issues;
  const { call, expect } = test;
  return [
    ...within("call", callIssues(call)),
    ...within("expect", isObject(expect) ? membersIssues(expect, EXPECTED, ["verdict"]) : []),
  ];
}

const within = (at: string, issues: readonly Issue[]): readonly Issue[] =>
  issues.map(({ path, message }) => ({ path: path === "" ? at : `${at}.${path}`, message }));
