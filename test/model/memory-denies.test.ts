import { testInMemory } from "./reach.js";

testInMemory("denies", 21, { approved: 40, denied: 80 });
