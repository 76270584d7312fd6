import { testInMemory } from "./reach.js";

testInMemory("losses", 21, { approved: 90, unknown: 30 });
