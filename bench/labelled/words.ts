import type { Labelled } from "./labelled.js";

/** What the words `confidential`, `project falcon` and `naïve` are looked for in. */
export const denied = ["confidential", "project falcon", "naïve"] as const;

export const words: Labelled = {
  bad: {
    "a word that is denied": [
      "confidential",
      "This is CONFIDENTIAL.",
      "Confidential, please",
      "(confidential)",
      "strictly-confidential",
      "con\u200bfidential",
      "con\u00adfidential",
      "ｃｏｎｆｉｄｅｎｔｉａｌ",
      "𝐜𝐨𝐧𝐟𝐢𝐝𝐞𝐧𝐭𝐢𝐚𝐥",
      "conﬁdential", // a ligature
      "project falcon",
      "Project  Falcon",
      "project\nfalcon",
      "project\u00a0falcon",
      "PROJECT FALCON's plan",
      "naïve",
      "nai\u0308ve",
      "NAÏVE",
      "c0nfidential", // missed: another sign for a letter
      "con-fidential", // missed: a hyphen within
      "сonfidential", // missed: a Cyrillic letter that looks alike
      "project the falcon", // missed: a word between
    ],
  },
  fine: [
    "confidentiality agreement",
    "confidentially",
    "unconfidential",
    "confident",
    "the project, falcon aside",
    "projects falcon",
    "project falconry",
    "falcon project",
    "subproject falcon",
    "naive",
    "naïveté",
    "my_confidential_note",
    "Confide in me.",
    "",
    " ",
    "conf idential",
    "プロジェクト",
    "project.falcon",
  ],
};
