import { testInMemory } from "./reach.js";

testInMemory("claims", 21, {
  approved: 70,
  executing: 40,
});
