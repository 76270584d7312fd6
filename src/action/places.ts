/** Where a text stands in another one. */
export interface Places {
  /** In order, also of those that overlap. */
  readonly starts: readonly number[];
  /** With so many of the text's first characters the other one ends. */
  readonly begun: number;
}

/** Every place of a text, which is not empty, in another one: in linear time (Knuth, Morris and Pratt, 1977), which `indexOf` does not promise. */
export function placesOf(text: string, within: string): Places {
  const borders = bordersOf(text);
  const starts: number[] = [];
  let matched = 0;
  for (let at = 0; at < within.length; at++) {
    while (matched > 0 && text[matched] !== within[at]) matched = borders[matched - 1] as number;
    if (text[matched] === within[at]) matched++;
    if (matched < text.length) continue;
    starts.push(at + 1 - matched);
    matched = borders[matched - 1] as number;
  }
  return { starts, begun: matched };
}

/** For each start of a text: how many of its last characters are also its first ones, not counting the whole start. */
function bordersOf(text: string): readonly number[] {
  const borders = [0];
  for (let [at, border] = [1, 0]; at < text.length; at++) {
    while (border > 0 && text[border] !== text[at]) border = borders[border - 1] as number;
    if (text[border] === text[at]) border++;
    borders.push(border);
  }
  return borders;
}
