/** Rules as one of the engines reads them. */
export interface Text {
  readonly language: "yaml" | "ini" | "csv" | "json" | "js" | "cedar" | "cedarschema";
  readonly text: string;
}

export const OURS: Text = {
  language: "yaml",
  text: `id: payments
rules:
  - { id: all, verdict: allow, on: { action: "*" } }
  - id: large
    verdict: deny
    on: { action: "*" }
    when:
      - { path: args.amount, op: gt, value: 100 }`,
};

export const CASBIN_MODEL: Text = {
  language: "ini",
  text: `[request_definition]
r = act, args

[policy_definition]
p = act, cond, eft

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = (p.act == "*" || r.act == p.act) && eval(p.cond)`,
};

export const CASBIN: Text = {
  language: "csv",
  text: `p, *, true, allow
p, *, r.args.amount > 100, deny`,
};

export const CASBIN_CAREFUL: Text = {
  language: "csv",
  text: `p, *, true, allow
p, *, r.args.amount == null || !(r.args.amount <= 100), deny`,
};

export const CASL: Text = {
  language: "json",
  text: `[
  { "action": "manage", "subject": "all" },
  { "action": "manage", "subject": "all", "inverted": true, "conditions": { "amount": { "$gt": 100 } } }
]`,
};

/** The last three: no amount, null, any text. */
export const CASL_CAREFUL: Text = {
  language: "json",
  text: `[
  { "action": "manage", "subject": "all" },
  { "action": "manage", "subject": "all", "inverted": true, "conditions": { "amount": { "$gt": 100 } } },
  { "action": "manage", "subject": "all", "inverted": true, "conditions": { "amount": { "$exists": false } } },
  { "action": "manage", "subject": "all", "inverted": true, "conditions": { "amount": null } },
  { "action": "manage", "subject": "all", "inverted": true, "conditions": { "amount": { "$regex": "^" } } }
]`,
};

export const ONE_FACT: Text = {
  language: "json",
  text: `[
  { "conditions": { "all": [] }, "event": { "type": "allow" } },
  {
    "conditions": { "all": [{ "fact": "args", "path": "$.amount", "operator": "greaterThan", "value": 100 }] },
    "event": { "type": "deny" }
  }
]`,
};

export const FACT_EACH: Text = {
  language: "json",
  text: `[
  { "conditions": { "all": [] }, "event": { "type": "allow" } },
  {
    "conditions": { "all": [{ "fact": "amount", "operator": "greaterThan", "value": 100 }] },
    "event": { "type": "deny" }
  }
]`,
};

export const FACT_CAREFUL: Text = {
  language: "json",
  text: `[
  { "conditions": { "all": [] }, "event": { "type": "allow" } },
  {
    "conditions": { "not": { "fact": "args", "path": "$.amount", "operator": "lessThanInclusive", "value": 100 } },
    "event": { "type": "deny" }
  }
]`,
};

export const CEDAR: Text = {
  language: "cedar",
  text: `permit (principal, action, resource);
forbid (principal, action, resource) when { context.amount > 100 };`,
};

export const CEDAR_CAREFUL: Text = {
  language: "cedar",
  text: `permit (principal, action, resource);
forbid (principal, action, resource) unless { context has amount && context.amount <= 100 };`,
};

export const CEDAR_PERMIT: Text = {
  language: "cedar",
  text: "permit (principal, action, resource) when { context.amount <= 100 };",
};

export const CEDAR_SCHEMA: Text = {
  language: "cedarschema",
  text: `entity Agent;
entity Call;
action pay appliesTo { principal: Agent, resource: Call, context: { amount: Long } };`,
};
