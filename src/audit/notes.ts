const NOTE = /(?:[^\n]+\n)+\n(?:\u2014 [^\n]*\n)+/y;

/** The signed notes (c2sp.org/signed-note) at the start of a text, one after another, and what follows the last. */
export function splitNotes(text: string): { notes: string[]; rest: string } {
  const notes: string[] = [];
  let end = 0;
  for (;;) {
    NOTE.lastIndex = end;
    const note = NOTE.exec(text)?.[0];
    if (note === undefined) return { notes, rest: text.slice(end) };
    notes.push(note);
    end += note.length;
  }
}
