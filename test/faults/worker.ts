// A process that is killed at any moment: it works through all orders until each has an end.
import { setTimeout as pause } from "node:timers/promises";
import { deployment, issue, started } from "./refunds.js";

const [folder = "", name = "", count = ""] = process.argv.slice(2);
const { cs } = await deployment(folder, name);
const refund = cs.guard(async ({ order }) => {
  started(folder, order);
  await pause(1); // so that kills fall into the body too
  return order;
}, issue);

const orders = Array.from({ length: Number(count) }, (_, i) => `o-${i}`).sort(() => Math.random() - 0.5);
for (let left = orders; left.length > 0; ) {
  const open: string[] = [];
  for (let i = 0; i < left.length; i += 16)
    await Promise.all(
      left.slice(i, i + 16).map(async (order) => {
        const done = await refund.attempt({ order }, { key: order, hold: "2s" });
        if (!done.ok && done.error.code === "pending") open.push(order);
        if (!done.ok && done.error.code === "unavailable") throw done.error;
      }),
    );
  left = open;
}
await cs.close();
