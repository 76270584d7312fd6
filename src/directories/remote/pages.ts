/** One page of a list, and the address of the next one. */
export interface Page {
  readonly items: readonly unknown[];
  readonly next?: string | undefined;
}

const MOST_PAGES = 50;

/**
 * All items of a list that a server gives in pages; `undefined` when `read` finds none.
 * @throws Error for more than 50 pages, for a page that is missing, and for a next page elsewhere: our token would go there.
 */
export async function allPages(
  first: string,
  read: (url: string) => Promise<Page | undefined>,
): Promise<readonly unknown[] | undefined> {
  const items: unknown[] = [];
  const { origin } = new URL(first);
  let url: string | undefined = first;
  for (let count = 0; url !== undefined; count++) {
    if (count === MOST_PAGES) throw new Error(`a list of more than ${MOST_PAGES} pages`);
    if (new URL(url).origin !== origin) throw new Error("the next page of a list is elsewhere");
    const page: Page | undefined = await read(url);
    if (!page && count === 0) return undefined;
    if (!page) throw new Error("a list that ends without its last pages");
    items.push(...page.items);
    url = page.next;
  }
  return items;
}
