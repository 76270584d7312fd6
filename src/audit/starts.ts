const MOST = 100_000;

/** What a log says has been started: by request, the fence of its newest start. The newest hundred thousand are kept. */
export class Starts {
  readonly #fences = new Map<string, number>();

  add(request: string, fence: number): void {
    this.#fences.set(request, Math.max(fence, this.fenceOf(request)));
    if (this.#fences.size > MOST) this.#fences.delete(this.#fences.keys().next().value as string);
  }
  /** 0 for a request that never started. */
  fenceOf(request: string): number {
    return this.#fences.get(request) ?? 0;
  }
}
