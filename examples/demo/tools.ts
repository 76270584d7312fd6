import { action, type Countersign } from "countersign";
import { guardedTool } from "countersign/agents/langchain";
import { allow, ask, deny, policy } from "countersign/policy";
import * as z from "zod";
import type { Database } from "./database.js";

const COLUMNS = ["at", "level", "message", "email", "ip"] as const;

const readCustomer = action("customer.read", {
  input: z.object({ id: z.string() }),
  effect: "read",
  datasets: ["customers"],
  returns: "untrusted",
});
const exportLogs = action("customer_logs.export", {
  input: z.object({ customer: z.string(), columns: z.array(z.enum(COLUMNS)).min(1), destination: z.url() }),
  effect: "share",
  datasets: ["customer_logs"],
  critical: ["destination"],
  describe: ({ customer, destination }) => `Send the logs of ${customer} to ${destination}`,
});
const deleteCustomer = action("customer.delete", {
  input: z.object({ id: z.string() }),
  effect: "destroy",
  datasets: ["customers"],
  critical: ["id"],
  describe: ({ id }) => `Delete customer ${id} and everything about them`,
});

/** What the agent may do alone, what people decide, and what never happens. */
export const rules = policy({
  id: "support",
  rules: [
    allow("reading", { on: { effect: "read" } }),
    ask("export", { on: exportLogs, require: { approvers: { group: "privacy" }, within: "30m" } }),
    deny("unknown-place", {
      on: exportLogs,
      unless: ({ arg }) => [arg("destination").host("logs.partner.example", "*.acme.example")],
    }),
    ask("delete", { on: deleteCustomer, require: { approvers: { group: "privacy" }, within: "30m" } }),
  ],
});

/** The agent's tools over a real database: the only way to their bodies is through `guard`. */
export function tools({ guard }: Countersign, db: Database) {
  const read = guard(({ id }) => db.prepare("SELECT * FROM customers WHERE id = ?").all(id), readCustomer);
  const send = guard(({ customer, columns, destination }) => {
    const records = db.prepare(`SELECT ${columns.join(", ")} FROM logs WHERE customer = ?`).all(customer);
    db.prepare("INSERT INTO sent VALUES (?, ?, ?)").run(destination, columns.join(","), records.length);
    return `${records.length} records (${columns.join(", ")}) sent to ${destination}`;
  }, exportLogs);
  const remove = guard(({ id }) => {
    db.prepare("DELETE FROM customers WHERE id = ?").run(id);
    return `customer ${id} is deleted`;
  }, deleteCustomer);
  return [
    guardedTool(read, { name: "read_customer", description: "Read a customer's record" }),
    guardedTool(send, { name: "export_logs", description: "Send a customer's log records to a URL" }),
    guardedTool(remove, { name: "delete_customer", description: "Delete a customer" }),
  ];
}
