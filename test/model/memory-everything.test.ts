import { testInMemory } from "./reach.js";

testInMemory("everything", 21, {
  approved: 50,
  denied: 15,
  expired: 30,
  revised: 10,
  unknown: 5,
});
