import { testInMemory } from "./reach.js";

testInMemory("modifications", 21, {
  approved: 50,
  revised: 60,
});
